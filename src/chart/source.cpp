#include "chart/source.hpp"

#include <fmt/format.h>

#include "util/error.hpp"

namespace telepresence::chart {
namespace {

// The open-source edition's chart has its own name from 2.20 on.
bool is_traffic_manager_chart(const std::string& name) {
  return name == "telepresence" || name == "telepresence-oss";
}

Version parse_wanted(const std::string& text) {
  const auto version = Version::parse(text);
  if (!version) {
    throw Error(ErrorKind::usage, fmt::format("--version {}: not a version", text),
                "Write it as 2.18.1 or v2.18.1.");
  }
  return *version;
}

}  // namespace

void check_chart(const Metadata& chart, const std::string& version, const std::string& origin) {
  if (!is_traffic_manager_chart(chart.name)) {
    throw Error(ErrorKind::input,
                fmt::format("{}: chart '{}' is not the Traffic Manager's", origin, chart.name),
                "The chart's name has to be telepresence.");
  }
  if (!version.empty() && Version::parse(version) != chart.version) {
    throw Error(ErrorKind::input, fmt::format("{}: holds version {}, not {}", origin,
                                              chart.version.to_string(), version));
  }
}

Chart obtain(const ChartRequest& request, const std::filesystem::path& bundled_chart) {
  std::optional<Version> wanted;
  if (request.version) wanted = parse_wanted(*request.version);
  if (request.chart && request.chart->find("://") != std::string::npos) {
    throw Error(ErrorKind::usage, fmt::format("--chart {}: not a local chart", *request.chart),
                "Fetch it first with `helm pull`, and give the .tgz to --chart.");
  }
  const bool bundled = !request.chart;
  Chart chart;
  chart.path = bundled ? bundled_chart : std::filesystem::path(*request.chart);
  chart.metadata = read_metadata(chart.path);
  chart.origin = bundled ? "bundled with the plugin" : *request.chart;
  const auto& version = chart.metadata.version;
  check_chart(chart.metadata, {}, chart.path.string());
  if (wanted && *wanted != version) {
    throw Error(ErrorKind::input,
                fmt::format("version {} was asked for, but the chart {} is {}", wanted->to_string(),
                            bundled ? "that this plugin carries" : chart.path.string(),
                            version.to_string()),
                bundled ? fmt::format("Leave --version out, or give the chart of {} to --chart.",
                                      wanted->to_string())
                        : "Leave --version out, or give another chart.");
  }
  return chart;
}

}  // namespace telepresence::chart
