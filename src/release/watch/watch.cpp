#include "release/watch/watch.hpp"

#include <algorithm>
#include <iterator>

namespace telepresence::release {
namespace {

using std::chrono::seconds;

constexpr seconds patience_with_images{10};
constexpr seconds patience_with_configuration{5};
constexpr seconds patience_with_refusals{15};
// Of a container that was just made: the first ones may come before what it needs is there.
constexpr int hopeless_restarts = 3;

bool is_about_the_image(const cluster::PodProblem& pod) {
  const auto& reasons = cluster::reasons_of_images;
  return std::ranges::find(reasons, pod.reason) != std::end(reasons);
}

std::string line_of(const cluster::Workload& workload) {
  if (!workload.failure.empty()) return workload.to_string() + ": " + workload.failure;
  const auto unfinished = workload.unfinished();
  return workload.to_string() + ": " + (unfinished.empty() ? "ready" : unfinished);
}

std::vector<std::string> lines_of(const cluster::Rollout& rollout) {
  std::vector<std::string> lines;
  for (const auto& workload : rollout.workloads) {
    // A Job that goes on as it should is seen by its pods.
    if (workload.is_job() && workload.failure.empty()) continue;
    lines.push_back(line_of(workload));
  }
  for (const auto& pod : rollout.problems) {
    if (!pod.is_starting()) lines.push_back(pod.to_string());
  }
  return lines;
}

}  // namespace

Watch::Watch(const cluster::Rollout& before) {
  pods_before_.insert(before.pods.begin(), before.pods.end());
  for (const auto& workload : before.workloads) {
    generations_before_[workload.uid] = workload.generation;
  }
}

bool Watch::is_new(const cluster::PodProblem& pod) const { return !pods_before_.contains(pod.uid); }

// Only then what is said of it is of what helm asked for.
bool Watch::is_changed(const cluster::Workload& workload) const {
  const auto before = generations_before_.find(workload.uid);
  return before == generations_before_.end() || before->second != workload.generation;
}

seconds Watch::lasted(const std::string& key, seconds at, Since& since) const {
  const auto before = since_.find(key);
  const auto first = before == since_.end() ? at : before->second;
  since[key] = first;
  return at - first;
}

void Watch::judge_pod(const cluster::PodProblem& pod, seconds at, Since& since) {
  const auto give_up = [&](bool is_time) {
    if (is_time && !hopeless_) hopeless_ = {pod.to_string(), pod};
  };
  const auto key = pod.uid + ' ' + pod.container;
  if (is_about_the_image(pod)) {
    give_up(lasted(key + " image", at, since) >= patience_with_images);
  } else if (pod.reason == "CreateContainerConfigError") {
    give_up(lasted(key + " configuration", at, since) >= patience_with_configuration);
  } else if (pod.reason == "CrashLoopBackOff") {
    give_up(pod.restarts >= hopeless_restarts);
  }
}

void Watch::judge_workload(const cluster::Workload& workload, seconds at, Since& since) {
  if (!workload.is_refused() || !workload.is_observed) return;
  const bool is_time = lasted(workload.to_string(), at, since) >= patience_with_refusals;
  if (is_time && !hopeless_) hopeless_ = {line_of(workload), {}};
}

void Watch::see(const cluster::Rollout& now, seconds at) {
  lines_ = lines_of(now);
  new_in_the_way_.clear();
  hopeless_.reset();
  Since since;
  for (const auto& workload : now.workloads) {
    if (!is_changed(workload)) continue;
    judge_workload(workload, at, since);
    if (!workload.failure.empty()) new_in_the_way_.push_back(line_of(workload));
  }
  for (const auto& pod : now.problems) {
    if (!is_new(pod)) continue;
    judge_pod(pod, at, since);
    new_in_the_way_.push_back(pod.to_string());
  }
  since_ = std::move(since);
}

}  // namespace telepresence::release
