#include "cli/commands/kubeconfig_edit.hpp"
#include "cli/flags/basic.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cli/flags/output.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"

namespace telepresence::cli {
namespace {

// Only set has to do with a namespace.
bool is_set(const commands::KubeconfigEditReport& report) {
  return report.edit == release::ExtensionEdit::set;
}

std::string edit_text(const commands::KubeconfigEditReport& report) {
  if (report.dry_run) return report.diff.empty() ? "Nothing would change\n" : report.diff;
  return fmt::format("{}\n", report.changed ? "Kubeconfig changed" : "Nothing to change") +
         format_rows({{"File", report.file.string()},
                      {"Cluster", report.cluster},
                      {"Context", report.target.context},
                      {"Namespace", is_set(report) ? describe(report.target) : ""}}) +
         (report.diff.empty() ? "" : '\n' + report.diff);
}

std::string edit_json(const commands::KubeconfigEditReport& report) {
  nlohmann::ordered_json json = {{"changed", report.changed},
                                 {"dryRun", report.dry_run},
                                 {"file", report.file.string()},
                                 {"cluster", report.cluster},
                                 {"context", report.target.context}};
  if (is_set(report)) {
    json["namespace"] = report.target.manager_namespace;
    json["namespaceRule"] = to_word(report.target.rule);
  }
  json["diff"] = report.diff;
  return dump(json);
}

}  // namespace

void add_edit_flags(CLI::App& app, KubeconfigEditFlags& flags) {
  add_flag(app, {"--dry-run", "", "only show what would change, as diff -u does"},
           flags.request.dry_run);
  add_output_flag(app, flags.format);
}

void run_edit(const KubeconfigEditFlags& flags, Session& session) {
  const auto report = commands::edit_kubeconfig(flags.request, session.world());
  session.report(
      flags.format, [&] { return edit_text(report); }, [&] { return edit_json(report); });
}

}  // namespace telepresence::cli
