// `helm telepresence list`
#include "commands/list.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/table.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// How much is shown to people.
enum class Columns { few, all };

// A long list is shortened as kubectl does it.
std::string managed_by(const commands::ListedManager& manager, Columns columns) {
  constexpr std::size_t few = 3;
  if (!manager.scope) return "not known";
  if (manager.scope->is_global()) return "the whole cluster";
  const auto& all = manager.scope->namespaces;
  if (columns == Columns::all || all.size() <= few) return text::join(all, ",");
  return fmt::format("{} + {} more", text::join({all.begin(), all.begin() + few}, ","),
                     all.size() - few);
}

std::string applied_by(const commands::ListedManager& manager, const commands::ListReport& report) {
  if (manager.scope && manager.scope->owner) {
    const auto& owner = *manager.scope->owner;
    return fmt::format("{} ({} {})", owner.tool, owner.kind, owner.name);
  }
  if (manager.release) return "helm";
  return report.releases_are_known ? "not helm" : "not known";
}

nlohmann::ordered_json manager_json(const commands::ListedManager& manager) {
  nlohmann::ordered_json json;
  json["namespace"] = manager.manager_namespace;
  json["scope"] = !manager.scope ? "" : manager.scope->is_global() ? "cluster" : "namespaces";
  json["managedNamespaces"] =
      manager.scope ? manager.scope->namespaces : std::vector<std::string>();
  json["webhook"] = nullptr;
  if (manager.scope) json["webhook"] = manager.scope->webhook;
  json["release"] = nullptr;
  if (const auto& release = manager.release) {
    json["release"] = {
        {"revision", release->revision},          {"status", release->status},
        {"updated", updated_of(*release)},        {"chart", release->chart},
        {"chartVersion", release->chart_version}, {"appVersion", release->app_version}};
  }
  json["owner"] = nullptr;
  if (manager.scope && manager.scope->owner) {
    const auto& owner = *manager.scope->owner;
    json["owner"] = {{"tool", owner.tool},
                     {"kind", owner.kind},
                     {"name", owner.name},
                     {"namespace", owner.object_namespace}};
  }
  json["agents"] = nullptr;
  if (manager.agents) json["agents"] = json_of<nlohmann::ordered_json>(*manager.agents);
  json["clientsLookThere"] = manager.is_clients;
  return json;
}

std::string list_json(const commands::ListReport& report) {
  nlohmann::ordered_json json;
  json["context"] = report.target.context;
  json["trafficManagers"] = nlohmann::ordered_json::array();
  for (const auto& manager : report.managers)
    json["trafficManagers"].push_back(manager_json(manager));
  json["notLookedAt"] = report.not_looked_at;
  return dump(json);
}

std::string pods_with_agent(const commands::ListedManager& manager) {
  if (!manager.agents) return "not known";
  std::size_t pods = 0;
  for (const auto& workload : *manager.agents) pods += workload.pods.size();
  return std::to_string(pods);
}

Cells cells_of(const commands::ListedManager& manager, const commands::ListReport& report,
               Columns columns) {
  const auto& release = manager.release;
  return {manager.is_clients ? "*" : "",
          manager.manager_namespace,
          managed_by(manager, columns),
          release ? fmt::format("{}-{}", release->chart, release->chart_version) : "",
          release ? release->app_version : "",
          release ? release->status : "",
          applied_by(manager, report)};
}

Cells more_cells_of(const commands::ListedManager& manager, TimePoint now, Reader reader) {
  const auto& release = manager.release;
  return {pods_with_agent(manager), release ? std::to_string(release->revision) : "",
          release ? describe_updated(*release, now, reader) : "",
          manager.scope ? manager.scope->webhook : ""};
}

std::vector<Cells> table_of(const commands::ListReport& report, Columns columns, Reader reader) {
  std::vector<Cells> table = {
      {"CURRENT", "NAMESPACE", "MANAGES", "CHART", "APP VERSION", "STATUS", "APPLIED BY"}};
  for (const auto& manager : report.managers) table.push_back(cells_of(manager, report, columns));
  if (columns == Columns::few) return table;
  const auto add = [](Cells& row, const Cells& more) {
    row.insert(row.end(), more.begin(), more.end());
  };
  add(table.front(), {"AGENTS", "REVISION", "UPDATED", "WEBHOOK"});
  for (std::size_t i = 0; i < report.managers.size(); ++i) {
    add(table[i + 1], more_cells_of(report.managers[i], report.now, reader));
  }
  return table;
}

std::string list_text(const commands::ListReport& report, Columns columns, Reader reader) {
  std::string text;
  if (report.managers.empty()) {
    text = report.not_looked_at.empty() ? "There is no Traffic Manager in this cluster\n"
                                        : "No Traffic Manager was seen\n";
  } else {
    text = text::join(in_columns(table_of(report, columns, reader)), "\n") + '\n';
  }
  for (const auto& unseen : report.not_looked_at) text += "Not looked at: " + unseen + '\n';
  return text;
}

void run(ListFormat format, Session& session) {
  // The short table must not cost more the more pods there are.
  const auto agents =
      format == ListFormat::text ? commands::AgentSearch::no : commands::AgentSearch::yes;
  const auto columns = format == ListFormat::wide ? Columns::all : Columns::few;
  const auto report = commands::list(agents, session.world());
  session.show(
      format_of(format), [&] { return list_text(report, columns, session.style().reader()); },
      [&] { return list_json(report); });
}

}  // namespace

Subcommand add_list(CLI::App& root) {
  const auto format = std::make_shared<ListFormat>(ListFormat::text);
  auto* app = add_command(root, "list", "List the Traffic Managers of the cluster");
  add_output_flag(*app, *format);
  return {app,
          {"helm telepresence list", "helm telepresence list -o wide",
           "helm telepresence list -o json"},
          [format](Session& session, const std::vector<std::string>& /*extra*/) {
            run(*format, session);
          }};
}

}  // namespace telepresence::cli
