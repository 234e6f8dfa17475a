// `helm telepresence chart list`
#include "commands/chart_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/report/json.hpp"
#include "cli/report/table.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

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
  if (std::ranges::any_of(lines, [&](const auto& line) { return line.size() > width; }))
    lines = list_lines(report, false);
  return text::join(lines, "\n") + '\n' + describe_left_out(report);
}

// An empty list looks like a mistake of the reader's.
std::string remark_on_empty_list(const commands::ChartListReport& report) {
  if (!report.versions.empty()) return {};
  if (report.left_out == 0) {
    return fmt::format("{} has no chart {}\n  Another repository: --repo URL|NAME\n",
                       report.repository, report.chart_name);
  }
  return fmt::format("{} has no release of the chart {}, but {}\n  To list them: --all\n",
                     report.repository, report.chart_name, count_prereleases(report));
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
  json["prereleasesLeftOut"] = report.prereleases;
  return dump(json);
}

}  // namespace

Subcommand add_chart_list(CLI::App& chart) {
  struct Flags {
    commands::ChartListRequest request;
    OutputFormat format = OutputFormat::text;
  };
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(
      chart, "list",
      "List the versions that a repository has; from 2.20 on the enterprise edition's alone");
  add_flag(*app, {"--all", "", "every version, prereleases too"}, flags->request.all);
  add_output_flag(*app, flags->format);
  add_repository_flag(*app, flags->request.repository);
  add_ca_file_flag(*app, flags->request.ca_file);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto report = commands::list_charts(flags->request, session.world());
    if (!session.quiet()) session.tell(remark_on_empty_list(report));
    session.show(
        flags->format, [&] { return list_text(report, session.style().width()); },
        [&] { return list_json(report); });
  };
  return {app,
          {"helm telepresence chart list", "helm telepresence chart list --repo datawire -o json"},
          run};
}

}  // namespace telepresence::cli
