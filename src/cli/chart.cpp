// `helm telepresence chart …`: the charts of a repository, without a cluster.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags.hpp"
#include "cli/progress.hpp"
#include "cli/subcommand.hpp"
#include "commands/chart_list.hpp"
#include "commands/chart_pull.hpp"
#include "commands/chart_show.hpp"
#include "commands/chart_verify.hpp"

namespace telepresence::cli {
namespace {

using Extra = std::vector<std::string>;

void add_repository_flag(CLI::App& app, std::optional<std::string>& repository) {
  app.add_option("--repo", repository,
                 "repository, by its address or by the name helm knows it by; the one called "
                 "datawire by default, else https://app.getambassador.io, "
                 "e.g. --repo https://charts.example.com")
      ->type_name("URL|NAME");
}

// RFC 3339 has the day first.
std::string day_of(const std::string& created) { return created.substr(0, created.find('T')); }

std::string list_text(const commands::ChartListReport& report) {
  if (report.versions.empty())
    return fmt::format("{} has no telepresence chart\n", report.repository);
  std::string text;
  const auto add_line = [&text](const std::string& version, const std::string& app_version,
                                const std::string& created, const char* remark) {
    auto line = fmt::format("{:<20} {:<20} {:<12} {}", version, app_version, created, remark);
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + '\n';
  };
  add_line("VERSION", "APP VERSION", "CREATED", "");
  for (const auto& entry : report.versions) {
    add_line(entry.version, entry.app_version, day_of(entry.created),
             report.is_clients(entry) ? "your telepresence client's" : "");
  }
  if (report.left_out > 0) {
    text += fmt::format("\n{} more: helm telepresence chart list --all\n", report.left_out);
  }
  return text;
}

std::string list_json(const commands::ChartListReport& report) {
  nlohmann::ordered_json json;
  json["repository"] = report.repository;
  json["versions"] = nlohmann::ordered_json::array();
  for (const auto& entry : report.versions) {
    json["versions"].push_back({{"version", entry.version},
                                {"appVersion", entry.app_version},
                                {"created", entry.created},
                                {"digest", entry.digest},
                                {"client", report.is_clients(entry)}});
  }
  json["leftOut"] = report.left_out;
  return json.dump(2);
}

std::string pull_text(const commands::ChartPullReport& report) {
  const auto& [repository, file, metadata] = report.chart;
  return fmt::format("{}\n", report.file.string()) +
         format_rows({{"Chart", metadata.name + ' ' + metadata.version.to_string()},
                      {"App version", metadata.app_version},
                      {"Repository", repository},
                      {"Digest", "sha256:" + file.digest},
                      {"Checked", file.promised ? "it is what the index promises"
                                                : "no: the index has no digest for it"}});
}

std::string pull_json(const commands::ChartPullReport& report) {
  const auto& [repository, file, metadata] = report.chart;
  const nlohmann::ordered_json json = {
      {"file", report.file.string()},       {"version", metadata.version.to_string()},
      {"appVersion", metadata.app_version}, {"repository", repository},
      {"digest", "sha256:" + file.digest},  {"checked", file.promised}};
  return json.dump(2);
}

std::string verify_text(const commands::ChartVerifyReport& report) {
  const auto& metadata = report.metadata;
  return fmt::format("{} is in order\n", report.file.string()) +
         format_rows({{"Chart", metadata.name + ' ' + metadata.version.to_string()},
                      {"App version", metadata.app_version},
                      {"Digest", "sha256:" + report.digest}});
}

std::string verify_json(const commands::ChartVerifyReport& report) {
  const nlohmann::ordered_json json = {{"file", report.file.string()},
                                       {"name", report.metadata.name},
                                       {"version", report.metadata.version.to_string()},
                                       {"appVersion", report.metadata.app_version},
                                       {"digest", "sha256:" + report.digest}};
  return json.dump(2);
}

// What `fetch` returns, with what it needs at hand; the progress is cleared before that is
// printed.
template <typename Fetch>
auto with_progress(const Session& session, const Fetch& fetch) {
  ProgressLine progress(session.environment(), session.quiet());
  auto http = session.http();
  return fetch(session.environment(), http, progress.callbacks());
}

Subcommand add_list(CLI::App& chart) {
  struct Flags {
    commands::ChartListRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = chart.add_subcommand("list", "List the versions that a repository has");
  add_repository_flag(*app, flags->request.repository);
  app->add_flag("--all", flags->request.all, "every version, prereleases too, e.g. --all");
  add_output_flag(*app, flags->format);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    const auto report = with_progress(
        session, [&](auto&&... rest) { return commands::list_charts(flags->request, rest...); });
    print_report(
        flags->format, [&] { return list_text(report); }, [&] { return list_json(report); });
  };
  return {app,
          {"helm telepresence chart list", "helm telepresence chart list --repo datawire -o json"},
          run,
          false};
}

Subcommand add_pull(CLI::App& chart) {
  struct Flags {
    commands::ChartPullRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = chart.add_subcommand("pull", "Fetch a chart and check it against the index");
  app->add_option("VERSION", flags->request.chart.version,
                  "version or range; the newest release by default");
  add_repository_flag(*app, flags->request.chart.repository);
  app->add_option("-d,--destination", flags->request.destination,
                  "folder to put the chart in; the current one by default, e.g. -d charts")
      ->type_name("DIR");
  add_output_flag(*app, flags->format);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    const auto report = with_progress(
        session, [&](auto&&... rest) { return commands::pull_chart(flags->request, rest...); });
    print_report(
        flags->format, [&] { return pull_text(report); }, [&] { return pull_json(report); },
        session.quiet());
  };
  return {
      app,
      {"helm telepresence chart pull v2.18.1", "helm telepresence chart pull '^2.17' -d charts"},
      run,
      false};
}

Subcommand add_show(CLI::App& chart) {
  const auto request = std::make_shared<commands::ChartShowRequest>();
  auto* app =
      chart.add_subcommand("show", "Show the values, the Chart.yaml or the README of a chart");
  app->add_option("PART", request->part, "values, which is the default, chart or readme");
  app->add_option("--version", request->chart.version,
                  "version or range; the newest release by default, e.g. --version v2.18.1")
      ->type_name("VERSION");
  add_repository_flag(*app, request->chart.repository);
  app->add_flag("--offline", request->offline,
                "of the chart that the plugin carries, e.g. --offline");
  const auto run = [request](const Session& session, const Extra& /*extra*/) {
    print(with_progress(session, [&](auto&&... rest) {
      return commands::show_chart(*request, session.charts().bundled, rest...);
    }));
  };
  return {app,
          {"helm telepresence chart show values --version v2.18.1 > values.yaml",
           "helm telepresence chart show readme --offline"},
          run,
          false};
}

Subcommand add_verify(CLI::App& chart) {
  struct Flags {
    commands::ChartVerifyRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = chart.add_subcommand("verify", "Check that a file is a chart of the Traffic Manager");
  app->add_option("FILE", flags->request.file, "packaged chart")->required();
  app->add_option("--digest", flags->request.digest,
                  "SHA-256 that it has to have, e.g. --digest sha256:9f86d0…")
      ->type_name("DIGEST");
  add_output_flag(*app, flags->format);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    const auto report = commands::verify_chart(flags->request);
    print_report(
        flags->format, [&] { return verify_text(report); }, [&] { return verify_json(report); },
        session.quiet());
  };
  return {app, {"helm telepresence chart verify ./telepresence-2.18.1.tgz"}, run, false};
}

}  // namespace

std::vector<Subcommand> add_chart(CLI::App& root) {
  auto* chart =
      root.add_subcommand("chart", "List, fetch, show and check charts, without a cluster");
  return {add_list(*chart), add_pull(*chart), add_show(*chart), add_verify(*chart)};
}

}  // namespace telepresence::cli
