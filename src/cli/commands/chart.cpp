// `helm telepresence chart …`: the charts of a repository, without a cluster.
#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <limits>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/flags.hpp"
#include "cli/report/progress_line.hpp"
#include "cli/subcommand.hpp"
#include "commands/chart_list.hpp"
#include "commands/chart_pull.hpp"
#include "commands/chart_show.hpp"
#include "commands/chart_verify.hpp"
#include "net/digest.hpp"
#include "platform/terminal.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

using Extra = std::vector<std::string>;

// RFC 3339 has the day first.
std::string day_of(const std::string& created) { return created.substr(0, created.find('T')); }

std::string count_prereleases(const commands::ChartListReport& report) {
  return fmt::format("{} {}", report.prereleases,
                     report.prereleases == 1 ? "prerelease" : "prereleases");
}

std::string describe_left_out(const commands::ChartListReport& report) {
  if (report.left_out == 0) return {};
  const auto prereleases = count_prereleases(report);
  if (report.prereleases == report.left_out)
    return fmt::format("\n{} more: add --all\n", prereleases);
  return fmt::format("\n{} more{}: add --all\n", report.left_out,
                     report.prereleases == 0 ? "" : ", with " + prereleases);
}

using Cells = std::vector<std::string>;

// A line for each, in columns as wide as what is in them.
std::vector<std::string> in_columns(const std::vector<Cells>& table) {
  std::vector<std::size_t> widths(table.front().size());
  for (const auto& cells : table) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::vector<std::string> lines;
  for (const auto& cells : table) {
    auto& line = lines.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      line += fmt::format("{:<{}}  ", cells[i], widths[i]);
    }
    line.erase(line.find_last_not_of(' ') + 1);
  }
  return lines;
}

std::vector<std::string> list_lines(const commands::ChartListReport& report, bool with_created) {
  const auto cells = [&](const std::string& version, const std::string& app_version,
                         const std::string& created, const std::string& remark) -> Cells {
    if (!with_created) return {version, app_version, remark};
    return {version, app_version, created, remark};
  };
  std::vector<Cells> table = {cells("VERSION", "APP VERSION", "CREATED", "")};
  for (const auto& entry : report.versions) {
    table.push_back(cells(text::printable(entry.version), text::printable(entry.app_version),
                          text::printable(day_of(entry.created)),
                          report.is_clients(entry) ? "your client's" : ""));
  }
  return in_columns(table);
}

// Without the dates where a terminal of `width` columns would wrap the lines.
std::string list_text(const commands::ChartListReport& report, std::size_t width) {
  if (report.versions.empty()) return {};
  auto lines = list_lines(report, true);
  if (std::any_of(lines.begin(), lines.end(),
                  [&](const auto& line) { return line.size() > width; }))
    lines = list_lines(report, false);
  return text::join(lines, "\n") + '\n' + describe_left_out(report);
}

// An empty list looks like a mistake of the reader's.
void explain_empty_list(const commands::ChartListReport& report) {
  if (!report.versions.empty()) return;
  const auto repository = text::printable(report.repository);
  if (report.left_out == 0) {
    fmt::print(stderr, "{} has no chart {}\n  Another repository: --repo URL|NAME\n", repository,
               chart::chart_name);
    return;
  }
  fmt::print(stderr, "{} has no release of the chart {}, but {}\n  To list them: --all\n",
             repository, chart::chart_name, count_prereleases(report));
}

// As the other reports have it; what is no SHA-256 as the index has it.
std::string list_digest(const std::string& written) {
  const auto digest = net::normalized_digest(written);
  return digest.empty() ? written : "sha256:" + digest;
}

std::string list_json(const commands::ChartListReport& report) {
  nlohmann::ordered_json json;
  json["repository"] = report.repository;
  json["versions"] = nlohmann::ordered_json::array();
  for (const auto& entry : report.versions) {
    json["versions"].push_back({{"version", entry.version},
                                {"appVersion", entry.app_version},
                                {"created", entry.created},
                                {"digest", list_digest(entry.digest)},
                                {"client", report.is_clients(entry)}});
  }
  json["leftOut"] = report.left_out;
  json["prereleasesLeftOut"] = report.prereleases;
  return dump(json);
}

nlohmann::ordered_json package_json(const supply::PackagedChart& chart,
                                    const std::string& signed_by) {
  return {{"name", chart.metadata.name},
          {"version", chart.metadata.version.to_string()},
          {"appVersion", chart.metadata.app_version},
          {"origin", chart.origin},
          {"digest", "sha256:" + chart.digest},
          {"digestPromisedBy", chart.promised_by},
          {"signedBy", signed_by}};
}

// Also with --quiet: a chart that is passed on without its signature cannot be verified there.
void warn_of_provenance(const supply::PackagedChart& chart) {
  if (chart.provenance_problem.empty()) return;
  fmt::print(stderr, "Warning: {}\n  The chart was fetched without its provenance file.\n",
             text::printable(chart.provenance_problem));
}

std::string pull_text(const commands::ChartPullReport& report) {
  const auto& chart = report.chart;
  return fmt::format("{}\n", report.file.string()) +
         format_rows({{"Chart", chart.metadata.name + ' ' + chart.metadata.version.to_string()},
                      {"App version", chart.metadata.app_version},
                      {"From", chart.origin},
                      {"Source", report.reason},
                      {"Digest", describe_digest(chart.digest, chart.promised_by)},
                      {"Provenance", report.provenance.string()},
                      {"Signed by", report.signed_by}});
}

std::string pull_json(const commands::ChartPullReport& report) {
  nlohmann::ordered_json json = {{"file", text::printable(report.file.string())}};
  json["provenance"] = text::printable(report.provenance.string());
  json["sourceReason"] = report.reason;
  json.update(package_json(report.chart, report.signed_by));
  return dump(json);
}

std::string verify_text(const commands::ChartVerifyReport& report) {
  const auto& chart = report.chart;
  return fmt::format("{} is in order\n", chart.origin) +
         format_rows({{"Chart", chart.metadata.name + ' ' + chart.metadata.version.to_string()},
                      {"App version", chart.metadata.app_version},
                      {"Digest", describe_digest(chart.digest, chart.promised_by)},
                      {"Signed by", report.signed_by.empty() ? "not checked: --verify does it"
                                                             : report.signed_by}});
}

std::string verify_json(const commands::ChartVerifyReport& report) {
  nlohmann::ordered_json json = {{"file", report.chart.origin}};
  json.update(package_json(report.chart, report.signed_by));
  return dump(json);
}

std::size_t line_width(const Session& session) {
  return platform::is_terminal(STDOUT_FILENO, session.environment())
             ? platform::terminal_width(STDOUT_FILENO, session.environment())
             : std::numeric_limits<std::size_t>::max();
}

// What `fetch` returns, given what it needs of the world; the progress is cleared before
// that is printed.
template <typename Fetch>
auto with_progress(const Session& session, const Fetch& fetch) {
  ProgressLine progress(session.environment(), session.quiet());
  Session::Doors doors{session.http(), {}, progress.callbacks()};
  return fetch(session.chart_tools(doors));
}

Subcommand add_list(CLI::App& chart) {
  struct Flags {
    commands::ChartListRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = chart.add_subcommand(
      "list",
      "List the versions that a repository has; from 2.20 on the enterprise edition's alone");
  app->add_flag("--all", flags->request.all, "every version, prereleases too, e.g. --all");
  add_output_flag(*app, flags->format);
  add_repository_flag(*app, flags->request.source.repository);
  add_ca_file_flag(*app, flags->request.source.ca_file);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    const auto report = with_progress(
        session, [&](const auto& tools) { return commands::list_charts(flags->request, tools); });
    if (!session.quiet()) explain_empty_list(report);
    print_report(
        flags->format, [&] { return list_text(report, line_width(session)); },
        [&] { return list_json(report); });
  };
  return {app,
          {"helm telepresence chart list", "helm telepresence chart list --repo datawire -o json"},
          run,
          false};
}

Subcommand add_pull(CLI::App& chart) {
  struct Flags {
    commands::ChartPullRequest request;
    SourceFlags source;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = chart.add_subcommand(
      "pull", "Fetch a chart, checked, with its provenance file if it has one");
  app->add_option("VERSION", flags->source.request.version,
                  "version or range; by default what install would take");
  app->add_option("-d,--destination", flags->request.destination,
                  "folder to put the chart in; the current one by default, e.g. -d charts")
      ->type_name("DIR");
  app->add_flag("--untar", flags->request.untar, "unpack it into a folder, e.g. --untar");
  add_output_flag(*app, flags->format);
  add_source_flags(*app, flags->source);
  add_digest_flag(*app, flags->request.digest);
  add_signature_flags(*app, flags->request.signature);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    auto request = flags->request;
    request.source = source_request(flags->source);
    const auto report = with_progress(
        session, [&](const auto& tools) { return commands::pull_chart(request, tools); });
    warn_of_provenance(report.chart);
    print_report(
        flags->format, [&] { return pull_text(report); }, [&] { return pull_json(report); },
        session.quiet());
  };
  return {app,
          {"helm telepresence chart pull v2.18.1", "helm telepresence chart pull '^2.17' -d charts",
           "helm telepresence chart pull v2.18.1 --untar"},
          run,
          false};
}

Subcommand add_show(CLI::App& chart) {
  struct Flags {
    commands::ChartShowRequest request;
    SourceFlags source;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app =
      chart.add_subcommand("show", "Show the values, the Chart.yaml or the README of a chart");
  app->add_option("PART", flags->request.part, "values, which is the default, chart or readme");
  add_version_flag(*app, flags->source.request.version);
  add_offline_flag(*app, flags->source.request.offline);
  add_source_flags(*app, flags->source);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    auto request = flags->request;
    request.source = source_request(flags->source);
    print(with_progress(session,
                        [&](const auto& tools) { return commands::show_chart(request, tools); }));
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
  add_output_flag(*app, flags->format);
  add_digest_flag(*app, flags->request.digest);
  add_signature_flags(*app, flags->request.signature);
  const auto run = [flags](const Session& session, const Extra& /*extra*/) {
    const auto report = with_progress(
        session, [&](const auto& tools) { return commands::verify_chart(flags->request, tools); });
    print_report(
        flags->format, [&] { return verify_text(report); }, [&] { return verify_json(report); },
        session.quiet());
  };
  return {app,
          {"helm telepresence chart verify ./telepresence-2.18.1.tgz",
           "helm telepresence chart verify ./telepresence-2.18.1.tgz --keyring keys.gpg"},
          run,
          false};
}

}  // namespace

std::vector<Subcommand> add_chart(CLI::App& root) {
  auto* chart =
      root.add_subcommand("chart", "List, fetch, show and check charts, without a cluster");
  return {add_list(*chart), add_pull(*chart), add_show(*chart), add_verify(*chart)};
}

}  // namespace telepresence::cli
