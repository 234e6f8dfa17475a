#include "commands/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "cluster/objects.hpp"
#include "cluster/question.hpp"
#include "commands/change.hpp"
#include "release/change/run.hpp"
#include "release/elsewhere.hpp"
#include "release/manifest/live_objects.hpp"
#include "release/manifest/manifest.hpp"
#include "release/state.hpp"
#include "supply/obtain.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

namespace telepresence::commands {
namespace {

std::string name_of(int revision) { return fmt::format("revision {}", revision); }

// -- Between revisions ----------------------------------------------------------------------------

Error no_such_revision(int revision, const release::State& state, const release::Target& target) {
  std::vector<std::string> numbers;
  numbers.reserve(state.history.size());
  for (const auto& known : state.history) numbers.push_back(std::to_string(known.number));
  return Error(ErrorKind::not_found,
               fmt::format("the release in namespace {} has no revision {}",
                           target.manager_namespace, revision),
               "Helm keeps these: " + text::join(numbers, ", "));
}

release::State state_with(const std::vector<int>& revisions, const release::Target& target,
                          const release::Tools& tools) {
  auto state = release::read_state(tools.helm, target, tools.progress.tick);
  if (!state.newest) {
    throw release::manager_missing(tools, target, {"diff"});
  }
  release::check_is_traffic_manager(state.newest, target);
  for (const int revision : revisions) {
    if (std::ranges::find(state.history, revision, &cluster::Revision::number) ==
        state.history.end()) {
      throw no_such_revision(revision, state, target);
    }
  }
  return state;
}

DiffReport between_revisions(const DiffRequest& request, const release::Target& target,
                             const release::Tools& tools) {
  tools.progress.step("Reading the revisions of the release");
  const auto state = state_with(request.revisions, target, tools);
  const int base = state.base_revision();
  const int from = request.revisions.front();
  const int to = request.revisions.size() > 1 ? request.revisions[1]
                 : base > 0                   ? base
                                              : state.newest_revision();
  const auto& in = target.manager_namespace;
  const auto [before, after] =
      cluster::ask(tools.helm, tools.progress.tick, cluster::manifest_with_hooks(in, from),
                   cluster::manifest_with_hooks(in, to));
  DiffReport report{target, name_of(from), name_of(to), {}, {}, {}};
  report.diff = release::diff_of(release::objects_of(before.get(), in),
                                 release::objects_of(after.get(), in), {request.context, {}});
  return report;
}

// -- Before an upgrade ----------------------------------------------------------------------------

// An upgrade that installs where there is nothing; whether this user may finish it does not matter.
release::Plan plan_of(const DiffRequest& request, const release::Target& target,
                      const supply::ObtainedChart& chart, const Version& helm) {
  auto options = request.options;
  options.helm.dry_run = helm::DryRun::server;
  options.helm.dry_run_as_json = true;
  options.helm.hide_secret = false;
  return release::plan_upgrade(options, {request.reuse_mode, true, true}, target,
                               chart.path.string(), helm);
}

std::string recorded_of(int revision, const release::Target& target, const release::Tools& tools) {
  if (revision == 0) return {};
  const auto recorded =
      cluster::ask_one(tools.helm, tools.progress.tick,
                       cluster::manifest_with_hooks(target.manager_namespace, revision));
  return recorded.get();
}

DiffReport before_upgrade(const DiffRequest& request, const release::Target& target,
                          const release::Tools& tools, World& world) {
  const auto chart = supply::obtain_chart(request.chart, world.supply_tools());
  if (const auto fallback = fallback_of(chart)) world.warn(*fallback);
  tools.progress.step("Asking helm what an upgrade would make");
  const auto rendered = now();
  auto result =
      release::run_change(plan_of(request, target, chart, tools.helm.binary().version), tools);

  const auto& in = target.manager_namespace;
  const auto made = cluster::manifest_with_hooks_in(result.manifests);
  const auto recorded = recorded_of(result.former_revision, target, tools);
  DiffReport report{target, {}, {}, {}, {}, std::move(result.warnings)};
  if (result.former_revision > 0) report.from = name_of(result.former_revision);
  report.to = fmt::format("{} with chart {} {}", report.from.empty() ? "an install" : "an upgrade",
                          chart.metadata.name, chart.metadata.version.to_string());
  const auto after = release::objects_of(made, in);
  auto before = release::objects_of(recorded, in);
  if (request.live) {
    tools.progress.step("Looking at the objects in the cluster");
    auto live = release::live_objects({recorded, made}, target, tools);
    before = std::move(live.objects);
    report.not_looked_at = std::move(live.unseen);
    if (!report.from.empty()) report.from += " as it is in the cluster";
  }
  report.diff = release::diff_of(before, after, {request.context, rendered});
  return report;
}

}  // namespace

DiffReport diff(const DiffRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto tools = world.release_tools(located.connection);
  return request.revisions.empty() ? before_upgrade(request, located.target, tools, world)
                                   : between_revisions(request, located.target, tools);
}

}  // namespace telepresence::commands
