// When waiting is of no use, and when it may be.
#include "release/watch/watch.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using release::Watch;
using std::chrono::seconds;

namespace {

cluster::PodProblem problem(const std::string& reason, int restarts = 0,
                            const std::string& uid = "1") {
  return {"traffic-manager-" + uid, uid, "traffic-manager", "tel2:x", reason, "", restarts};
}

cluster::Rollout with(const cluster::PodProblem& pod) {
  cluster::Rollout rollout;
  rollout.pods = {pod.uid};
  rollout.problems = {pod};
  return rollout;
}

cluster::Rollout with_failure(const std::string& failure, int generation = 1) {
  cluster::Workload workload;
  workload.kind = "Deployment";
  workload.name = workload.uid = "traffic-manager";
  workload.desired = 1;
  workload.generation = generation;
  workload.is_observed = true;
  workload.failure = failure;
  cluster::Rollout rollout;
  rollout.workloads = {workload};
  return rollout;
}

// The seconds after which a wait that sees this all the time is given up, at a look each second.
int given_up_after(const cluster::Rollout& rollout, const cluster::Rollout& before = {}) {
  Watch watch(before);
  for (int at = 2; at < 100; ++at) {
    watch.see(rollout, seconds(at));
    if (watch.hopeless()) return at - 2;
  }
  return -1;
}

constexpr const char* quota = "FailedCreate: pods \"x\" is forbidden: exceeded quota: q";

}  // namespace

TEST_CASE("how long is waited for what does not get better by itself") {
  const auto [reason, restarts, expected] = GENERATE(table<const char*, int, int>({
      {"ErrImagePull", 0, 10},
      {"ImagePullBackOff", 0, 10},
      {"InvalidImageName", 0, 10},
      {"ErrImageNeverPull", 0, 10},
      {"CreateContainerConfigError", 0, 5},
      {"CrashLoopBackOff", 2, -1},
      {"CrashLoopBackOff", 3, 0},
      {"Unschedulable", 0, -1},
      {"running, but not ready", 0, -1},
      {"ContainerCreating", 0, -1},
  }));
  CHECK(given_up_after(with(problem(reason, restarts))) == expected);
}

TEST_CASE("no pod is made") {
  const auto [failure, expected] = GENERATE(table<const char*, int>({
      {quota, 15},
      {"FailedCreate: pods \"x\" is forbidden: violates PodSecurity \"restricted:latest\"", 15},
      {"FailedCreate: pods \"x\" is forbidden: no PriorityClass with name nope was found", 15},
      {"FailedCreate: admission webhook \"p.example\" denied the request: no", 15},
      {"FailedCreate: Internal error occurred: failed calling webhook \"p.example\"", -1},
      {"", -1},
  }));
  CHECK(given_up_after(with_failure(failure)) == expected);
}

TEST_CASE("an image is given up for, though what the kubelet says of it changes") {
  Watch watch;
  watch.see(with(problem("ErrImagePull")), seconds(2));
  watch.see(with(problem("ImagePullBackOff")), seconds(6));
  CHECK_FALSE(watch.hopeless());
  watch.see(with(problem("ErrImagePull")), seconds(12));
  REQUIRE(watch.hopeless());
  CHECK(watch.hopeless()->pod->image == "tel2:x");
}

TEST_CASE("what got better in between is waited for again") {
  Watch watch;
  watch.see(with(problem("ImagePullBackOff")), seconds(2));
  watch.see({}, seconds(8));
  watch.see(with(problem("ImagePullBackOff")), seconds(12));
  CHECK_FALSE(watch.hopeless());
}

TEST_CASE("another pod, another wait") {
  Watch watch;
  watch.see(with(problem("ImagePullBackOff", 0, "1")), seconds(2));
  watch.see(with(problem("ImagePullBackOff", 0, "2")), seconds(12));
  CHECK_FALSE(watch.hopeless());
}

TEST_CASE("what was wrong before is not what helm waits for") {
  const auto bad = with(problem("CrashLoopBackOff", 50));
  CHECK(given_up_after(bad, bad) == -1);
  // One that was in order then, and is not now.
  cluster::Rollout good;
  good.pods = {"1"};
  CHECK(given_up_after(bad, good) == -1);
  // A StatefulSet gives the next pod the same name.
  auto next = problem("CrashLoopBackOff", 3, "2");
  next.pod = "traffic-manager-1";
  CHECK(given_up_after(with(next), bad) == 0);
}

TEST_CASE("a workload is judged once it is changed, and the cluster has seen that") {
  CHECK(given_up_after(with_failure(quota, 1), with_failure(quota, 1)) == -1);
  CHECK(given_up_after(with_failure(quota, 2), with_failure(quota, 1)) == 15);
  auto unseen = with_failure(quota, 2);
  unseen.workloads.front().is_observed = false;
  CHECK(given_up_after(unseen, with_failure(quota, 1)) == -1);
}

TEST_CASE("how it stands is told a line each") {
  auto rollout = with(problem("ImagePullBackOff"));
  rollout.problems.push_back(problem("ContainerCreating", 0, "2"));
  rollout.workloads = with_failure("").workloads;
  cluster::Workload job;
  job.kind = "Job";
  job.name = "uninstall-agents";
  rollout.workloads.push_back(job);
  Watch watch;
  watch.see(rollout, seconds(2));
  CHECK(watch.lines() ==
        std::vector<std::string>{"Deployment traffic-manager: 0 of 1 replicas updated",
                                 "pod traffic-manager-1: ImagePullBackOff"});
  rollout = with_failure("");
  rollout.workloads.front().updated = rollout.workloads.front().available = 1;
  rollout.workloads.front().all = 1;
  watch.see(rollout, seconds(4));
  CHECK(watch.lines() == std::vector<std::string>{"Deployment traffic-manager: ready"});
}
