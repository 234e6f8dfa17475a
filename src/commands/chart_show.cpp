#include "commands/chart_show.hpp"

#include <fmt/format.h>

#include <variant>

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

std::string show_chart(const ChartShowRequest& request, const supply::ChartTools& tools,
                       const Progress& progress) {
  const auto name = file_of(request.part);
  const auto source = supply::find_source(request.source, tools, progress);
  if (source.kind == supply::ChartSource::bundled) return platform::read_file(tools.bundled / name);
  if (const auto* path = std::get_if<std::filesystem::path>(&source.reference)) {
    std::error_code error;
    if (source.kind == supply::ChartSource::path && std::filesystem::is_directory(*path, error)) {
      supply::check_wanted_version(source, chart::read_metadata(*path), path->string());
      return platform::read_file(*path / name);
    }
  }
  const auto chart = supply::fetch_package(request.source, source, {}, tools, progress);
  return chart::read_file(chart.path, chart.origin, name);
}

}  // namespace telepresence::commands
