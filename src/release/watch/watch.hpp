// Judges what is seen of the pods while helm waits for them: how it stands, and when waiting is of
// no use. It looks at nothing itself and has no clock.
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "cluster/rollout.hpp"

namespace telepresence::release {

// What does not get better by waiting.
struct Hopeless {
  std::string text;                        // in one line
  std::optional<cluster::PodProblem> pod;  // where it is one of a pod
};

class Watch {
 public:
  // `before`: how it stood before helm began. Pods and workloads that were there, and are as they
  // were, are not what helm waits for, however bad they are.
  explicit Watch(const cluster::Rollout& before = {});

  // `at` is counted from the begin of the wait.
  void see(const cluster::Rollout& now, std::chrono::seconds at);

  // Of what was seen last, a line each.
  const std::vector<std::string>& lines() const { return lines_; }
  // What of it is in the way and was not before, a line each.
  const std::vector<std::string>& new_in_the_way() const { return new_in_the_way_; }
  // The worst of it, if it was there for long enough.
  const std::optional<Hopeless>& hopeless() const { return hopeless_; }

 private:
  using Since = std::map<std::string, std::chrono::seconds>;

  bool is_new(const cluster::PodProblem& pod) const;
  bool is_changed(const cluster::Workload& workload) const;
  void judge_pod(const cluster::PodProblem& pod, std::chrono::seconds at, Since& since);
  void judge_workload(const cluster::Workload& workload, std::chrono::seconds at, Since& since);
  std::chrono::seconds lasted(const std::string& key, std::chrono::seconds at, Since& since) const;

  std::set<std::string> pods_before_;              // uids
  std::map<std::string, int> generations_before_;  // of workloads, by uid
  Since since_;                                    // when each of what is seen now was seen first
  std::vector<std::string> lines_;
  std::vector<std::string> new_in_the_way_;
  std::optional<Hopeless> hopeless_;
};

}  // namespace telepresence::release
