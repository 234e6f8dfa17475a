#include "commands/chart_show.hpp"

#include <fmt/format.h>

#include "chart/archive.hpp"
#include "platform/files.hpp"
#include "supply/fetch.hpp"
#include "supply/resolve.hpp"
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

std::string show_chart(const ChartShowRequest& request, const supply::Tools& tools) {
  const auto name = file_of(request.part);
  const auto source = supply::resolve(request.source, tools).source;
  if (const auto folder = supply::folder_of(source)) {
    supply::check_wanted_version(source, chart::read_metadata(*folder), folder->string());
    return platform::read_file(*folder / name);
  }
  const auto chart = supply::fetch(source, {}, tools);
  return chart::read_file(chart.path, chart.origin, name);
}

}  // namespace telepresence::commands
