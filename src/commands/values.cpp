#include "commands/values.hpp"

#include <utility>

#include "chart/known_values.hpp"
#include "commands/change.hpp"
#include "supply/obtain.hpp"

namespace telepresence::commands {
namespace {

struct Start {
  release::LocatedTarget located;
  supply::ObtainedChart chart;
};

Start begin(const ValuesRequest& request, World& world) {
  Start start{release::locate_target(request.target, world.environment(), world.caller()),
              supply::obtain_chart(request.chart, world.supply_tools())};
  if (const auto fallback = fallback_of(start.chart)) world.warn(*fallback);
  return start;
}

release::PlannedValues plan(const ValuesRequest& request, const Start& start, World& world) {
  world.progress().step("Asking helm for the values");
  auto planned =
      release::plan_values(request.settings, request.reuse_mode, start.located.target,
                           start.chart.path, world.release_tools(start.located.connection));
  if (!planned.release_not_read.empty()) {
    world.warn({"release-not-read",
                Severity::warning,
                {},
                planned.release_not_read,
                "What is shown is what an install would be given."});
  }
  return planned;
}

ValuesSubject subject_of(Start start, const release::PlannedValues& planned,
                         const ValuesRequest& request) {
  const auto& settings = request.settings;
  return {std::move(start.located.target), std::move(start.chart.metadata), planned.release,
          planned.rule, settings.helm.gives_values() || !settings.short_forms.empty()};
}

}  // namespace

ValuesReport values(const ValuesRequest& request, World& world) {
  auto start = begin(request, world);
  const auto planned = plan(request, start, world);
  return {subject_of(std::move(start), planned, request),
          release::effective_values(planned.merged)};
}

ValuesReport default_values(const ValuesRequest& request, World& world) {
  auto start = begin(request, world);
  release::MergedValues merged;
  merged.defaults = release::default_values(start.located.target, start.chart.path,
                                            world.release_tools(start.located.connection));
  merged.effective = merged.defaults;
  return {{std::move(start.located.target), std::move(start.chart.metadata), {}, {}},
          release::effective_values(merged)};
}

StrangeValuesReport strange_values(const ValuesRequest& request, World& world) {
  auto start = begin(request, world);
  const auto planned = plan(request, start, world);
  const auto known = chart::read_value_sources(start.chart.path);
  return {subject_of(std::move(start), planned, request), !planned.given.entries().empty(),
          release::strange_values(planned.given, planned.merged.sources, known)};
}

}  // namespace telepresence::commands
