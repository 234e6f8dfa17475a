// `helm telepresence uninstall`
#include "commands/uninstall.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/operation.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/target.hpp"
#include "cli/flags/values.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

std::vector<std::string> not_looked_at(const release::Removal& removal) {
  auto all = removal.proof.not_looked_at;
  if (!removal.agents_unknown.empty() && all.empty()) {
    all.push_back("agents in pods: " + removal.agents_unknown);
  }
  return all;
}

template <typename Object>
std::string lines_of(const std::vector<Object>& objects) {
  std::string lines;
  for (const auto& object : objects) text::append_line(lines, object.to_string());
  return lines;
}

nlohmann::ordered_json list_of(const std::vector<cluster::LiveObject>& objects) {
  auto list = nlohmann::ordered_json::array();
  for (const auto& object : objects) {
    list.push_back(
        {{"kind", object.kind}, {"name", object.name}, {"namespace", object.object_namespace}});
  }
  return list;
}

std::string uninstall_json(const commands::UninstallReport& report) {
  auto json = report_of<nlohmann::ordered_json>("uninstall", report.dry_run, report.target);
  const auto& removal = report.removal;
  json["found"] = removal.found;
  // After a dry run what would be removed.
  json["agents"] = json_of<nlohmann::ordered_json>(removal.agents);
  if (report.dry_run) {
    json["objects"] = list_of(removal.objects);
  } else {
    json["objectsGone"] = removal.proof.gone;
    json["objectsKept"] = list_of(removal.proof.kept);
    json["objectsEnding"] = list_of(removal.proof.ending);
  }
  json["notLookedAt"] = not_looked_at(removal);
  json["kubeconfig"] = json_of<nlohmann::ordered_json>(report.kubeconfig);
  return dump(json);
}

std::string describe_objects(const commands::UninstallReport& report) {
  const auto& removal = report.removal;
  if (report.dry_run) return lines_of(removal.objects);
  const auto& proof = removal.proof;
  if (proof.gone == 0) return {};
  auto text = text::counted(proof.gone, "object") + " gone";
  if (!proof.kept.empty()) text += "\nkept: " + cluster::names_of(proof.kept);
  if (!proof.ending.empty()) text += "\nstill being deleted: " + cluster::names_of(proof.ending);
  return text;
}

std::string describe_agents(const commands::UninstallReport& report) {
  const auto& removal = report.removal;
  if (report.dry_run) return lines_of(removal.agents);
  // Whether they are gone nobody could see.
  if (removal.agents.empty() || !removal.proof.agents_seen) return {};
  return "gone from\n" + lines_of(removal.agents);
}

std::string uninstall_text(const commands::UninstallReport& report) {
  const auto& in = report.target.manager_namespace;
  if (!report.removal.found) {
    return fmt::format("No Traffic Manager in namespace {}: nothing to uninstall\n", in) +
           format_rows({{"Not looked at", text::join(not_looked_at(report.removal), "\n")}});
  }
  return fmt::format("Traffic Manager {} from namespace {}\n",
                     report.dry_run ? "would be uninstalled" : "uninstalled", in) +
         format_rows({{"Namespace", describe(report.target)},
                      {"Context", report.target.context},
                      {"Objects", describe_objects(report)},
                      {"Agents", describe_agents(report)},
                      {"Not looked at", text::join(not_looked_at(report.removal), "\n")},
                      {"Kubeconfig", describe(report.kubeconfig)}});
}

struct Flags {
  commands::UninstallRequest request;
  OperationFlags operation;
  OutputFormat format = OutputFormat::text;
};

void run(const Flags& flags, Session& session, const std::vector<std::string>& extra) {
  auto request = flags.request;
  check_no_other_release(extra);
  request.settings.helm = operation_options(flags.operation, extra);
  const auto report = commands::uninstall(request, session.world());
  session.tell_words_of_helm(report.removal.messages);
  session.tell(warning_of(report.kubeconfig));
  session.report(
      flags.format, [&] { return uninstall_text(report); }, [&] { return uninstall_json(report); });
}

}  // namespace

Subcommand add_uninstall(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "uninstall", "Uninstall the Traffic Manager");
  add_target_flags(*app, flags->request.target);
  add_operation_flags(*app, flags->operation, "uninstall");
  add_fail_fast_flag(*app, flags->request.settings.fail_fast);
  add_plain_dry_run_flag(*app, flags->operation.options.dry_run,
                         "show what would be removed, and change nothing, e.g. --dry-run");
  add_flag(*app, {"--ignore-not-found", "", "succeed when there is nothing to uninstall"},
           flags->request.settings.ignore_not_found);
  add_ignored_findings(*app, flags->request.ignored_findings);
  add_flag(*app, {"--force", "", "begin it also when rights to finish it are missing"},
           flags->request.settings.force);
  add_flag(*app,
           {"--remove-agents", "",
            "restart the workloads whose pods keep a traffic-agent; needs kubectl"},
           flags->request.settings.remove_agents);
  add_extension_flag(*app, flags->request.kubeconfig_extension);
  add_output_flag(*app, flags->format);
  return {app,
          {"helm telepresence uninstall", "helm telepresence uninstall -n staging --timeout 2m",
           "helm telepresence uninstall --remove-agents"},
          [flags](Session& session, const std::vector<std::string>& extra) {
            run(*flags, session, extra);
          },
          true};
}

}  // namespace telepresence::cli
