#include "release/uninstall/proof.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "release/command_lines.hpp"
#include "release/scratch.hpp"
#include "release/state.hpp"
#include "release/uninstall/agent_removal.hpp"
#include "release/watch/remains.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

bool is_job_of_a_hook(const cluster::LiveObject& object, const cluster::Recorded& recorded) {
  const auto& names = recorded.hook_names;
  return object.kind == "Job" && std::ranges::find(names, object.name) != names.end();
}

helm::Arguments deletion_of(const cluster::LiveObject& job) {
  return {"delete", "job", job.name, "--namespace", job.object_namespace};
}

bool delete_job(const cluster::LiveObject& job, const Tools& tools) {
  auto arguments = deletion_of(job);
  arguments.emplace_back("--wait=false");
  return tools.kubectl && tools.kubectl->carry_out(arguments);
}

// Those that are there, each to the others of its kind.
void sort_objects(const std::vector<cluster::LiveObject>& objects,
                  const cluster::Recorded& recorded, const Target& target, const Tools& tools,
                  Proof& proof) {
  for (const auto& object : objects) {
    // Somebody has installed another one since.
    if (object.is_of_another_release(target.manager_namespace)) continue;
    if (is_job_of_a_hook(object, recorded)) {
      if (!object.is_ending && !delete_job(object, tools)) proof.left.push_back(object);
      continue;
    }
    (object.is_ending ? proof.ending : object.is_kept ? proof.kept : proof.left).push_back(object);
  }
}

void add_objects(const cluster::Answer<cluster::Existing>& seen, const cluster::Recorded& recorded,
                 const Target& target, const Tools& tools, Proof& proof) {
  if (!add_unseen(seen, proof)) return;
  sort_objects(seen.value->objects, recorded, target, tools, proof);
  const auto there =
      proof.left.size() + proof.ending.size() + proof.kept.size() + seen.value->unseen.size();
  const auto others = there + recorded.hook_names.size();
  proof.gone = seen.value->number > others ? seen.value->number - others : 0;
}

// What the revision that ran had besides.
void add_objects_that_ran(const std::string& manifest, const cluster::Manifests& newest,
                          const ProofSettings& settings, const Target& target, const Tools& tools,
                          Proof& proof) {
  const Scratch scratch(tools.scratch);
  auto look = cluster::existing_objects(target.manager_namespace,
                                        {scratch.write("ran.yaml", manifest), newest.made},
                                        cluster::Contents::no, tools.probe_chart);
  const auto seen = await_deletion(cluster::ask_one(tools.helm, tools.progress.tick, look), look,
                                   settings.limit, tools);
  if (add_unseen(seen, proof)) sort_objects(seen.value->objects, {}, target, tools, proof);
}

// What another install has made meanwhile has the same names.
void spare_what_is_new(const Target& target, const Tools& tools, Proof& proof) {
  const auto now = release_in(target.manager_namespace, tools.helm, tools.progress.tick);
  proof.is_installed_again = now && !now->is_uninstalled();
  if (!proof.is_installed_again) return;
  proof.left.clear();
  proof.ending.clear();
  proof.not_looked_at.emplace_back(
      "whether all of it is gone: somebody has installed a Traffic Manager there again meanwhile");
}

void add_agents(cluster::Answer<cluster::Agents> seen, cluster::Look<cluster::Agents>& look,
                const ProofSettings& settings, const Tools& tools, Proof& proof) {
  auto reason = reason_not_to_look(seen);
  if (reason.empty()) {
    seen = await_removal(std::move(seen), look, settings.limit, tools);
    reason = reason_not_to_look(seen);
  }
  if (reason.empty() && settings.restart_agents && !seen.value->workloads.empty()) {
    tools.progress.step("Restarting the workloads that still have an agent");
    proof.failures = restart(seen.value->workloads, tools);
    seen = await_removal(cluster::ask_one(tools.helm, tools.progress.tick, look), look,
                         settings.limit, tools);
    reason = reason_not_to_look(seen);
  }
  if (!reason.empty()) {
    proof.not_looked_at.push_back("agents in pods: " + reason);
    return;
  }
  proof.agents_seen = true;
  proof.agents = std::move(seen.value->workloads);
}

}  // namespace

bool add_unseen(const cluster::Answer<cluster::Existing>& seen, Proof& proof) {
  if (!seen.value) {
    proof.not_looked_at.push_back("its objects: " + seen.failure);
    return false;
  }
  for (const auto& object : seen.value->unseen) {
    proof.not_looked_at.push_back(object.to_string() + ": this user may not read it");
  }
  return true;
}

Proof prove_removal(const Expected& expected, const ProofSettings& settings, const Target& target,
                    const Tools& tools) {
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  const Scratch scratch(tools.scratch);
  const cluster::Manifests manifests{
      scratch.write("made.yaml", expected.recorded.manifest + "\n" + expected.recorded.hooks), {}};
  auto objects = cluster::existing_objects(in, manifests, cluster::Contents::no, tools.probe_chart);
  auto agents = cluster::agents_of(in, expected.scope, tools.probe_chart);
  const auto add_what_ran = [&](Proof& proof) {
    if (expected.manifest_that_ran.empty()) return;
    add_objects_that_ran(expected.manifest_that_ran, manifests, settings, target, tools, proof);
  };
  Proof proof;
  if (!expected.scope.is_known) {
    add_objects(
        await_deletion(cluster::ask_one(tools.helm, tick, objects), objects, settings.limit, tools),
        expected.recorded, target, tools, proof);
    add_what_ran(proof);
    if (!proof.left.empty()) spare_what_is_new(target, tools, proof);
    return proof;
  }
  auto [existing, with_agents] =
      cluster::ask(tools.helm, tick, objects.question(), agents.question());
  cluster::ask_on(tools.helm, tick, objects, existing);
  cluster::ask_on(tools.helm, tick, agents, with_agents);
  add_objects(await_deletion(std::move(existing), objects, settings.limit, tools),
              expected.recorded, target, tools, proof);
  add_what_ran(proof);
  const bool has_agents = with_agents.value && !with_agents.value->workloads.empty();
  if (!proof.left.empty() || has_agents) spare_what_is_new(target, tools, proof);
  if (proof.is_installed_again) return proof;
  add_agents(std::move(with_agents), agents, settings, tools, proof);
  return proof;
}

LeftJobs remove_left_jobs(const cluster::Recorded& recorded, const Target& target,
                          const Tools& tools) {
  LeftJobs result;
  if (recorded.hooks.empty()) return result;
  try {
    const Scratch scratch(tools.scratch);
    const cluster::Manifests manifests{scratch.write("hooks.yaml", recorded.hooks), {}};
    auto look = cluster::existing_objects(target.manager_namespace, manifests,
                                          cluster::Contents::no, tools.probe_chart);
    const auto seen = cluster::ask_one(tools.helm.shielded(), {}, look);
    if (!seen.value) return result;
    for (const auto& object : seen.value->objects) {
      if (!is_job_of_a_hook(object, recorded) || object.is_ending) continue;
      const bool deleted = delete_job(object, tools);
      result.text +=
          fmt::format("; its Job {} {}", object.name, deleted ? "was deleted" : "is still there");
      if (!deleted) {
        text::append_line(result.remedy,
                          "To delete the Job: " + kubectl_command(target, deletion_of(object)));
      }
    }
  } catch (const Error&) {
    // It is beside the error that is being told.
    return result;
  }
  return result;
}

}  // namespace telepresence::release
