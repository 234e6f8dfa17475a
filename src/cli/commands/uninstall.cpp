// `helm telepresence uninstall`
#include "commands/uninstall.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/operation.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/target.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {
namespace {

std::string uninstall_json(const commands::UninstallReport& report) {
  nlohmann::ordered_json json;
  json["action"] = "uninstall";
  json["dryRun"] = report.dry_run;
  json["release"] = release_name;
  add(json, fields_of(report.target));
  json["found"] = report.found;
  json["kubeconfig"] = json_of<nlohmann::ordered_json>(report.kubeconfig);
  return dump(json);
}

std::string uninstall_text(const commands::UninstallReport& report) {
  const auto& in = report.target.manager_namespace;
  if (!report.found) {
    return fmt::format("No Traffic Manager in namespace {}: nothing to uninstall\n", in);
  }
  return fmt::format("Traffic Manager {} from namespace {}\n",
                     report.dry_run ? "would be uninstalled" : "uninstalled", in) +
         format_rows({{"Namespace", describe(report.target)},
                      {"Context", report.target.context},
                      {"Kubeconfig", describe(report.kubeconfig)}});
}

struct Flags {
  commands::UninstallRequest request;
  OperationFlags operation;
  OutputFormat format = OutputFormat::text;
};

void run(const Flags& flags, Session& session, const std::vector<std::string>& extra) {
  auto request = flags.request;
  request.settings.helm = operation_options(flags.operation, extra);
  const auto report = commands::uninstall(request, session.world());
  session.tell(report.messages);
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
                         "only report whether there is something to uninstall, e.g. --dry-run");
  add_flag(*app, {"--ignore-not-found", "", "succeed when there is nothing to uninstall"},
           flags->request.settings.ignore_not_found);
  add_flag(*app, {"--force", "", "begin it also when rights to finish it are missing"},
           flags->request.settings.force);
  add_extension_flag(*app, flags->request.kubeconfig_extension);
  add_output_flag(*app, flags->format);
  return {app,
          {"helm telepresence uninstall", "helm telepresence uninstall -n staging --timeout 2m",
           "helm telepresence uninstall --ignore-not-found"},
          [flags](Session& session, const std::vector<std::string>& extra) {
            run(*flags, session, extra);
          },
          true};
}

}  // namespace telepresence::cli
