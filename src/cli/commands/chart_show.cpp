// `helm telepresence chart show`
#include "commands/chart_show.hpp"

#include <memory>

#include "cli/flags/basic.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/words.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_chart_show(CLI::App& chart) {
  const auto request = std::make_shared<commands::ChartShowRequest>();
  auto* app =
      add_command(chart, "show", "Show the values, the Chart.yaml or the README of a chart");
  add_taken(
      *app,
      {"PART", choice_of<commands::ChartPart>(), "values, which is the default, chart or readme"},
      [request](const std::string& word) {
        request->part = parse_word<commands::ChartPart>("chart show", word);
      });
  add_version_flag(*app, request->source.version);
  add_offline_flag(*app, request->source.offline);
  add_source_flags(*app, request->source);
  const auto run = [request](Session& session, const std::vector<std::string>& /*extra*/) {
    session.show_file(commands::show_chart(*request, session.world()));
  };
  return {app,
          {"helm telepresence chart show values --version v2.18.1 > values.yaml",
           "helm telepresence chart show readme --offline"},
          run};
}

}  // namespace telepresence::cli
