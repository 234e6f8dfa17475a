// `helm telepresence version`
#include "commands/version.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/flags.hpp"
#include "cli/report/progress_line.hpp"
#include "cli/subcommand.hpp"
#include "supply/fit.hpp"

namespace telepresence::cli {
namespace {

// What is known of the Traffic Manager in the cluster.
struct ManagerVersion {
  bool asked = false;
  std::string release_namespace;
  std::optional<cluster::Release> release;
  std::string problem;  // when the client is of another version
};

std::string version_json(const commands::VersionReport& report, const ManagerVersion& manager) {
  nlohmann::ordered_json json;
  json["plugin"] = report.plugin;
  json["bundledChart"] = {{"name", report.bundled_chart.name},
                          {"version", report.bundled_chart.version.to_string()},
                          {"appVersion", report.bundled_chart.app_version}};
  json["client"] = nullptr;
  if (report.client) {
    json["client"] = {{"version", report.client->version_text()},
                      {"edition", report.client->edition_name},
                      {"path", report.client->path}};
  }
  json["helm"] = {{"version", report.helm.version_text}, {"path", report.helm.path.string()}};
  if (!manager.asked) return dump(json);
  json["trafficManager"] = nullptr;
  if (manager.release) {
    json["trafficManager"] = {{"namespace", manager.release_namespace},
                              {"chartVersion", manager.release->chart_version},
                              {"appVersion", manager.release->app_version},
                              {"status", manager.release->status}};
  }
  json["problems"] = nlohmann::ordered_json::array();
  if (!manager.problem.empty()) json["problems"].push_back(manager.problem);
  return dump(json);
}

std::string describe_client(const commands::VersionReport& report) {
  if (!report.client) return "none on PATH";
  const auto& client = *report.client;
  if (!client.version) return fmt::format("did not tell its version ({})", client.path);
  return client.edition_name.empty()
             ? fmt::format("{} ({})", client.version_text(), client.path)
             : fmt::format("{} {} ({})", client.version_text(), client.edition_name, client.path);
}

std::string version_text(const commands::VersionReport& report, const ManagerVersion& manager) {
  std::string in_cluster;
  if (manager.asked) {
    in_cluster = manager.release
                     ? fmt::format("{} in namespace {} ({})", manager.release->app_version,
                                   manager.release_namespace, manager.release->status)
                     : fmt::format("none in namespace {}", manager.release_namespace);
  }
  return format_rows({
      {"Plugin", report.plugin},
      {"Bundled chart",
       fmt::format("{} {}", report.bundled_chart.name, report.bundled_chart.version.to_string())},
      {"Client", describe_client(report)},
      {"Helm", fmt::format("{} ({})", report.helm.version_text, report.helm.path.string())},
      {"Traffic Manager", in_cluster},
      {"Remark", manager.problem},
  });
}

}  // namespace

Subcommand add_version(CLI::App& root) {
  struct Flags {
    release::TargetRequest target;
    bool client_only = false;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = root.add_subcommand(
      "version", "Show the versions of the plugin, its chart, the client, helm and the manager");
  app->add_flag("--client", flags->client_only, "do not ask the cluster, e.g. --client");
  add_target_flags(*app, flags->target);
  add_output_flag(*app, flags->format);

  const auto run = [flags](const Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report =
        commands::version(session.helm_binary(), session.environment(), session.charts().bundled);
    ManagerVersion manager;
    const auto show = [&] {
      print_report(
          flags->format, [&] { return version_text(report, manager); },
          [&] { return version_json(report, manager); });
    };
    if (flags->client_only) return show();
    try {
      const auto target = session.target(flags->target);
      ProgressLine progress(session.environment(), session.quiet());
      manager.release =
          commands::manager_version(session.helm(), target.manager_namespace, progress.callbacks());
      manager.release_namespace = target.manager_namespace;
      manager.asked = true;
      if (manager.release) {
        manager.problem = supply::version_problem(manager.release->app_version, report.client,
                                                  release::command_line("upgrade", target));
      }
    } catch (...) {
      // What is known without the cluster is worth showing before the error.
      show();
      throw;
    }
    show();
  };
  return {
      app, {"helm telepresence version", "helm telepresence version --client -o json"}, run, false};
}

}  // namespace telepresence::cli
