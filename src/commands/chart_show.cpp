#include "commands/chart_show.hpp"

#include <fmt/format.h>

#include "chart/archive.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

std::string file_of(const std::string& part) {
  if (part == "values") return "values.yaml";
  if (part == "chart") return "Chart.yaml";
  if (part == "readme") return "README.md";
  throw Error(ErrorKind::usage, fmt::format("'{}' is no part of a chart that can be shown", part),
              "Parts are values, chart and readme.");
}

}  // namespace

std::string show_chart(const ChartShowRequest& request, const std::filesystem::path& bundled_chart,
                       const platform::Environment& environment, net::HttpClient& http,
                       const Progress& progress) {
  const auto name = file_of(request.part);
  if (request.offline) {
    if (request.chart.repository || !request.chart.version.empty()) {
      throw Error(ErrorKind::usage, "--offline and --repo or --version cannot be used together",
                  "The plugin carries one chart.");
    }
    return platform::read_file(bundled_chart / name);
  }
  const auto chart = fetch_from_repository(request.chart, environment, http, progress);
  return chart::read_file(chart.file.path, name);
}

}  // namespace telepresence::commands
