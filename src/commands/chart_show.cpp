#include "commands/chart_show.hpp"

#include "chart/archive.hpp"
#include "chart/metadata.hpp"
#include "platform/files.hpp"
#include "supply/fetch.hpp"
#include "supply/resolve.hpp"

namespace telepresence::commands {
namespace {

const char* file_of(ChartPart part) {
  switch (part) {
    case ChartPart::values:
      return "values.yaml";
    case ChartPart::chart:
      return "Chart.yaml";
    case ChartPart::readme:
      break;
  }
  return "README.md";
}

}  // namespace

std::string show_chart(const ChartShowRequest& request, World& world) {
  const auto* const name = file_of(request.part);
  const auto tools = world.supply_tools();
  const auto source = supply::resolve(request.source, tools).source;
  if (const auto folder = supply::folder_of(source)) {
    supply::check_wanted_version(source, chart::read_metadata(*folder), folder->string());
    return platform::read_file(*folder / name, chart::largest_file);
  }
  const auto chart = supply::fetch(source, {}, tools);
  return chart::read_file(chart.path, chart.origin, name);
}

}  // namespace telepresence::commands
