#include "release/state.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/error.hpp"
#include "util/product.hpp"

namespace telepresence::release {

int State::deployed_revision() const {
  int number = 0;
  for (const auto& revision : history) {
    if (revision.status == "deployed") number = std::max(number, revision.number);
  }
  return number;
}

int State::base_revision() const {
  if (const auto deployed = deployed_revision(); deployed > 0) return deployed;
  return is_there() ? newest->revision : 0;
}

bool is_after_a_failed_rollback(const State& now, const State& last) {
  const int more = now.newest_revision() - last.newest_revision();
  if (more == 0) return true;
  return more == 1 && now.newest &&
         (now.newest->status == "failed" || now.newest->status == "pending-rollback");
}

std::optional<cluster::Release> release_in(const std::string& release_namespace,
                                           const helm::Client& helm, const Tick& tick) {
  const auto releases = cluster::ask_one(helm, tick, cluster::releases_in(release_namespace));
  if (!releases.value || releases.value->empty()) return std::nullopt;
  return releases.value->front();
}

namespace {

State state_of(const cluster::Answer<std::vector<cluster::Release>>& releases,
               const helm::Client& helm, const Target& target, const Tick& tick) {
  if (releases.get().empty()) return {};
  // Where there is no release a history is an error, and only helm's words would tell which one.
  const auto history = cluster::ask_one(helm, tick, cluster::history_in(target.manager_namespace));
  return {releases.get().front(), history.get(), {}};
}

}  // namespace

State read_state(const helm::Client& helm, const Target& target, const Tick& tick) {
  const auto releases =
      cluster::ask_one(helm, tick, cluster::releases_in(target.manager_namespace));
  return state_of(releases, helm, target, tick);
}

State read_state_and_marks(const Target& target, const Tools& tools) {
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  auto look = cluster::marked_objects(in, tools.probe_chart);
  auto [releases, marked] =
      cluster::ask(tools.helm, tick, cluster::releases_in(in), look.question());
  auto state = state_of(releases, tools.helm, target, tick);
  cluster::ask_on(tools.helm, tick, look, marked);
  if (marked.value || !state.is_there()) state.marked = marked.get();
  return state;
}

std::optional<cluster::Release> newest_of(
    const cluster::Answer<std::vector<cluster::Release>>& releases, const Target& target) {
  if (releases.get().empty()) return std::nullopt;
  const auto& newest = releases.get().front();
  check_is_traffic_manager(newest, target);
  return newest;
}

void check_is_traffic_manager(const std::optional<cluster::Release>& release,
                              const Target& target) {
  if (!release || release->is_traffic_manager()) return;
  const auto& in = target.manager_namespace;
  throw Error(ErrorKind::conflict,
              {"release-foreign", Severity::error,
               fmt::format("Release {} in namespace {}", release_name, in),
               fmt::format("the release {} in namespace {} is of the chart {} {}, which is not a "
                           "Traffic Manager's; it is left alone",
                           release_name, in, release->chart, release->chart_version),
               "The Traffic Manager needs a namespace in which that name is free: -n NAMESPACE"});
}

}  // namespace telepresence::release
