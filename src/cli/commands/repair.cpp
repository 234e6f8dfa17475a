// `helm telepresence repair`
#include "commands/repair.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
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

std::string repair_json(const commands::RepairReport& report) {
  auto json = report_of<nlohmann::ordered_json>("repair", report.dry_run, report.target);
  json["repairs"] = nlohmann::ordered_json::array();
  for (const auto& repair : report.outcome.repairs) {
    json["repairs"].push_back({{"id", to_word(repair.defect)},
                               {"reason", repair.why},
                               {"commands", text::split(repair.commands, '\n')}});
  }
  json["notLookedAt"] = report.outcome.not_looked_at;
  json["kubeconfig"] = json_of<nlohmann::ordered_json>(report.kubeconfig);
  return dump(json);
}

std::string repair_text(const commands::RepairReport& report) {
  const auto& in = report.target.manager_namespace;
  auto text = fmt::format("{} in namespace {}\n",
                          report.outcome.repairs.empty() ? "Nothing to repair"
                          : report.dry_run               ? "This would be repaired"
                                                         : "Repaired",
                          in);
  for (const auto& repair : report.outcome.repairs) {
    text += fmt::format("  {}: {}\n{}\n", to_word(repair.defect), repair.why,
                        text::indent(describe(repair), "    "));
  }
  return text + format_rows({{"Not looked at", text::join(report.outcome.not_looked_at, "\n")},
                             {"Kubeconfig", describe(report.kubeconfig)}});
}

struct Flags {
  commands::RepairRequest request;
  OutputFormat format = OutputFormat::text;
};

}  // namespace

Subcommand add_repair(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "repair",
                          "Repair a release that failed or was cut off, and remove what one left");
  add_target_flags(*app, flags->request.target);
  add_flag(*app, {"--dry-run", "", "show what would be done, and change nothing, e.g. --dry-run"},
           flags->request.dry_run);
  add_ignored_findings(*app, flags->request.ignored_findings);
  add_extension_flag(*app, flags->request.kubeconfig_extension);
  add_output_flag(*app, flags->format);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::repair(flags->request, session.world());
    session.tell(warning_of(report.kubeconfig));
    session.report(
        flags->format, [&] { return repair_text(report); }, [&] { return repair_json(report); });
  };
  return {app, {"helm telepresence repair --dry-run", "helm telepresence repair -n staging"}, run};
}

}  // namespace telepresence::cli
