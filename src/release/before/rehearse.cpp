#include "release/before/rehearse.hpp"

#include <utility>

#include "cluster/releases.hpp"
#include "release/before/rehearsal_lists.hpp"
#include "release/repair_options.hpp"

namespace telepresence::release {
namespace {

void begin(cluster::Rehearsal& rehearsal, const Trial& trial, const Scratch& scratch) {
  if (!trial.making.lacks_namespace) {
    const auto pods = pods_of(trial.objects, trial.making.recorded);
    if (!pods.objects.empty()) rehearsal.try_pods(scratch.write("pods.json", pods.json));
  }
  if (trial.is_merged) {
    auto all = objects_to_apply(trial.objects, trial.making.recorded);
    const auto file = scratch.write("objects.json", all.json);
    if (!all.objects.empty()) rehearsal.try_to_apply(file, std::move(all.objects));
  }
  if (trial.asks_version) rehearsal.ask_version();
}

cluster::Lacking lacking_rights(const Trial& trial, cluster::Access& access, const Tick& tick) {
  const auto wanted = rights_to_make(trial.objects, trial.making);
  auto lacking = access.lacking(wanted.all(), tick).value_or(cluster::Lacking{});
  lacking.rights = wanted.missing(lacking.rights);
  return lacking;
}

// Of a release that Helm 3 has made Helm 4 merges by itself, and overrules whoever is in the way.
bool is_merged_by_server(const Trial& trial, const Tools& tools) {
  if (trial.wants_merging) return true;
  const auto& in = trial.making.manager_namespace;
  const auto releases = cluster::ask_one(tools.helm, tools.progress.tick, cluster::releases_in(in));
  if (!releases.value || releases.value->empty()) return false;
  const auto revision = releases.value->front().revision;
  return apply_method(in, revision, tools.helm) == helm::Apply::server;
}

}  // namespace

Objections objections_to(const Trial& trial, cluster::Access& access, const Scratch& scratch,
                         const Tools& tools) {
  Objections found;
  cluster::Rehearsal rehearsal(*tools.kubectl);
  begin(rehearsal, trial, scratch);
  found.lacking = lacking_rights(trial, access, tools.progress.tick);
  found.said = rehearsal.finish(tools.progress.tick);
  if (!found.said.conflicts.empty() && !is_merged_by_server(trial, tools)) {
    found.said.conflicts.clear();
  }
  return found;
}

}  // namespace telepresence::release
