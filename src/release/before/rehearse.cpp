#include "release/before/rehearse.hpp"

#include <algorithm>
#include <utility>

#include "release/before/rehearsal_lists.hpp"
#include "release/repair_options.hpp"
#include "release/state.hpp"

namespace telepresence::release {
namespace {

cluster::Lacking lacking_rights(const Trial& trial, cluster::Access& access, const Tick& tick) {
  // Nothing was rendered: helm will say why.
  if (trial.objects.empty()) return {};
  const auto wanted = rights_to_make(trial.objects, trial.making);
  auto lacking = access.lacking(wanted.all(), tick).value_or(cluster::Lacking{});
  lacking.rights = wanted.missing(lacking.rights);
  return lacking;
}

// Of a release that it has not applied so before, helm merges by itself, or takes the fields over
// that it has set.
bool is_merged_by_server(const Trial& trial, const Tools& tools) {
  const auto& in = trial.making.manager_namespace;
  const auto release = release_in(in, tools.helm, tools.progress.tick);
  return release && apply_method(in, release->revision, tools.helm) == helm::Apply::server;
}

// An upgrade that makes room before it makes pods.
bool has_room_then(const cluster::Refusal& refusal, const Trial& trial) {
  if (!refusal.reason.starts_with("exceeded quota: ")) return false;
  return std::ranges::any_of(trial.objects, [&](const ManifestObject& object) {
    return has_pods(object) && object.name == refusal.pod &&
           object.object_namespace == refusal.pod_namespace &&
           content_in(trial.making.recorded, object) && makes_room_first(object);
  });
}

}  // namespace

void begin(cluster::Rehearsal& rehearsal, const Trial& trial, const Scratch& scratch) {
  auto pods = pods_of(trial.objects, trial.making.recorded);
  if (!pods.objects.empty()) {
    const auto file = scratch.write("pods.json", pods.json);
    rehearsal.try_pods(file, std::move(pods.objects));
  }
  if (trial.may_be_merged) {
    auto all = objects_to_apply(trial.objects, trial.making.recorded);
    const auto file = scratch.write("objects.json", all.json);
    if (!all.objects.empty()) rehearsal.try_to_apply(file, std::move(all.objects));
  }
  if (trial.asks_version) rehearsal.ask_version();
}

Objections objections_to(const Trial& trial, cluster::Access& access, cluster::Rehearsal& rehearsal,
                         const Tools& tools) {
  Objections found;
  found.lacking = lacking_rights(trial, access, tools.progress.tick);
  found.said = rehearsal.finish(tools.progress.tick);
  std::erase_if(found.said.refusals,
                [&](const cluster::Refusal& refusal) { return has_room_then(refusal, trial); });
  if (!found.said.conflicts.empty() && !is_merged_by_server(trial, tools)) {
    found.said.conflicts.clear();
  }
  return found;
}

}  // namespace telepresence::release
