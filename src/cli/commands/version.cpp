// `helm telepresence version`
#include "commands/version.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/target.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {
namespace {

std::string version_json(const commands::VersionReport& report) {
  nlohmann::ordered_json json;
  json["plugin"] = report.plugin;
  json["bundledChart"] = {{"name", report.bundled_chart.name},
                          {"version", report.bundled_chart.version.to_string()},
                          {"appVersion", report.bundled_chart.app_version}};
  json["client"] = json_of<nlohmann::ordered_json>(report.client);
  json["helm"] = {{"version", report.helm.version_text}, {"path", report.helm.path.string()}};
  if (!report.manager) return dump(json);
  const auto& manager = *report.manager;
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
  if (!client.version) return fmt::format("did not report its version ({})", client.path);
  return client.edition_name.empty()
             ? fmt::format("{} ({})", client.version_text(), client.path)
             : fmt::format("{} {} ({})", client.version_text(), client.edition_name, client.path);
}

std::string describe_manager(const commands::VersionReport& report) {
  if (!report.manager) return {};
  const auto& [in, release, problem] = *report.manager;
  return release ? fmt::format("{} in namespace {} ({})", release->app_version, in, release->status)
                 : "none in namespace " + in;
}

std::string version_text(const commands::VersionReport& report) {
  return format_rows({
      {"Plugin", report.plugin},
      {"Bundled chart",
       fmt::format("{} {}", report.bundled_chart.name, report.bundled_chart.version.to_string())},
      {"Client", describe_client(report)},
      {"Helm", fmt::format("{} ({})", report.helm.version_text, report.helm.path.string())},
      {"Traffic Manager", describe_manager(report)},
      {"Remark", report.manager ? report.manager->problem : ""},
  });
}

}  // namespace

Subcommand add_version(CLI::App& root) {
  struct Flags {
    commands::VersionRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app =
      add_command(root, "version",
                  "Show the versions of the plugin, its chart, the client, helm and the manager");
  add_flag(*app, {"--client", "", "do not ask the cluster"}, flags->request.client_only);
  add_target_flags(*app, flags->request.target);
  add_output_flag(*app, flags->format);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::version(flags->request, session.world());
    session.show(
        flags->format, [&] { return version_text(report); }, [&] { return version_json(report); });
    if (report.failure) throw Error(*report.failure);
  };
  return {app, {"helm telepresence version", "helm telepresence version --client -o json"}, run};
}

}  // namespace telepresence::cli
