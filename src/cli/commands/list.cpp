// `helm telepresence list`
#include "commands/list.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/report/json.hpp"
#include "cli/report/table.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

std::string managed_by(const commands::ListedManager& manager) {
  if (!manager.scope) return "not known";
  return manager.scope->is_global() ? "the whole cluster"
                                    : text::join(manager.scope->namespaces, ",");
}

std::string applied_by(const commands::ListedManager& manager) {
  if (manager.scope && manager.scope->owner) {
    const auto& owner = *manager.scope->owner;
    return fmt::format("{} ({} {})", owner.tool, owner.kind, owner.name);
  }
  return manager.release ? "helm" : "not helm";
}

nlohmann::ordered_json json_of(const commands::ListedManager& manager) {
  nlohmann::ordered_json json;
  json["namespace"] = manager.manager_namespace;
  json["scope"] = !manager.scope ? "" : manager.scope->is_global() ? "cluster" : "namespaces";
  json["managedNamespaces"] =
      manager.scope ? manager.scope->namespaces : std::vector<std::string>();
  json["release"] = nullptr;
  if (const auto& release = manager.release) {
    json["release"] = {{"revision", release->revision},
                       {"status", release->status},
                       {"chart", release->chart},
                       {"chartVersion", release->chart_version},
                       {"appVersion", release->app_version}};
  }
  json["owner"] = nullptr;
  if (manager.scope && manager.scope->owner) {
    const auto& owner = *manager.scope->owner;
    json["owner"] = {{"tool", owner.tool},
                     {"kind", owner.kind},
                     {"name", owner.name},
                     {"namespace", owner.object_namespace}};
  }
  json["clientsLookThere"] = manager.is_clients;
  return json;
}

std::string list_json(const commands::ListReport& report) {
  nlohmann::ordered_json json;
  json["context"] = report.target.context;
  json["trafficManagers"] = nlohmann::ordered_json::array();
  for (const auto& manager : report.managers) json["trafficManagers"].push_back(json_of(manager));
  json["notLookedAt"] = report.not_looked_at;
  return dump(json);
}

Cells cells_of(const commands::ListedManager& manager) {
  const auto& release = manager.release;
  return {manager.is_clients ? "*" : "",
          manager.manager_namespace,
          managed_by(manager),
          release ? fmt::format("{}-{}", release->chart, release->chart_version) : "",
          release ? release->app_version : "",
          release ? release->status : "",
          applied_by(manager)};
}

std::string list_text(const commands::ListReport& report) {
  std::string text;
  if (report.managers.empty()) {
    text = report.not_looked_at.empty() ? "There is no Traffic Manager in this cluster\n"
                                        : "No Traffic Manager was seen\n";
  } else {
    std::vector<Cells> table = {
        {"CURRENT", "NAMESPACE", "MANAGES", "CHART", "APP VERSION", "STATUS", "APPLIED BY"}};
    for (const auto& manager : report.managers) table.push_back(cells_of(manager));
    text = text::join(in_columns(table), "\n") + '\n';
  }
  for (const auto& unseen : report.not_looked_at) text += "Not looked at: " + unseen + '\n';
  return text;
}

}  // namespace

Subcommand add_list(CLI::App& root) {
  const auto format = std::make_shared<OutputFormat>(OutputFormat::text);
  auto* app = add_command(root, "list", "List the Traffic Managers of the cluster");
  add_output_flag(*app, *format);
  const auto run = [format](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::list(session.world());
    session.show(
        *format, [&] { return list_text(report); }, [&] { return list_json(report); });
  };
  return {app, {"helm telepresence list", "helm telepresence list -o json"}, run};
}

}  // namespace telepresence::cli
