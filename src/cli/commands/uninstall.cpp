// `helm telepresence uninstall`
#include "commands/uninstall.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/flags.hpp"
#include "cli/report/progress_line.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

std::string uninstall_json(const commands::UninstallReport& report,
                           const release::ExtensionReport& kubeconfig) {
  nlohmann::ordered_json json;
  json["action"] = "uninstall";
  json["dryRun"] = report.dry_run;
  json["release"] = helm::release_name;
  json["namespace"] = report.target.manager_namespace;
  json["namespaceRule"] = to_word(report.target.rule);
  json["context"] = report.target.context;
  json["found"] = report.found;
  json["kubeconfig"] = {{"change", to_word(kubeconfig.change)},
                        {"file", kubeconfig.file.string()},
                        {"cluster", kubeconfig.cluster},
                        {"warning", kubeconfig.warning}};
  return dump(json);
}

std::string uninstall_text(const commands::UninstallReport& report,
                           const release::ExtensionReport& kubeconfig) {
  const auto& in = report.target.manager_namespace;
  if (!report.found) {
    return fmt::format("No Traffic Manager in namespace {}: nothing to uninstall\n", in);
  }
  return fmt::format("Traffic Manager {} from namespace {}\n",
                     report.dry_run ? "would be uninstalled" : "uninstalled", in) +
         format_rows({{"Namespace", describe(report.target)},
                      {"Context", report.target.context},
                      {"Kubeconfig", describe(kubeconfig)}});
}

}  // namespace

Subcommand add_uninstall(CLI::App& root) {
  struct Flags {
    release::TargetRequest target;
    OperationFlags operation;
    bool ignore_not_found = false;
    bool kubeconfig_extension = true;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = root.add_subcommand("uninstall", "Uninstall the Traffic Manager");
  add_target_flags(*app, flags->target);
  add_operation_flags(*app, flags->operation, "uninstall",
                      "only tell whether there is something to uninstall, e.g. --dry-run");
  app->add_flag("--ignore-not-found", flags->ignore_not_found,
                "succeed when there is nothing to uninstall, e.g. --ignore-not-found");
  add_extension_flag(*app, flags->kubeconfig_extension);
  add_output_flag(*app, flags->format);

  const auto run = [flags](const Session& session, const std::vector<std::string>& extra) {
    commands::UninstallRequest request;
    request.operation = operation_options(flags->operation, extra);
    request.ignore_not_found = flags->ignore_not_found;
    const auto target = session.target(flags->target);
    const auto helm = session.helm();
    const auto report = [&] {
      ProgressLine progress(session.environment(), session.quiet());
      return commands::uninstall(request, target, helm, progress.callbacks());
    }();
    if (!report.messages.empty()) std::fputs(report.messages.c_str(), stderr);
    release::ExtensionReport kubeconfig;
    if (flags->kubeconfig_extension && !report.dry_run) {
      ProgressLine progress(session.environment(), session.quiet());
      kubeconfig =
          release::extension_after_uninstall(target, session.environment(), progress.callbacks());
    }
    warn(kubeconfig);
    print_report(
        flags->format, [&] { return uninstall_text(report, kubeconfig); },
        [&] { return uninstall_json(report, kubeconfig); }, session.quiet());
  };
  return {app,
          {"helm telepresence uninstall", "helm telepresence uninstall -n staging --timeout 2m",
           "helm telepresence uninstall --ignore-not-found"},
          run};
}

}  // namespace telepresence::cli
