// A workload that runs the Traffic Manager, or the Ambassador Agent beside it.
#pragma once

#include <string>
#include <vector>

#include "cluster/printed.hpp"

namespace telepresence::cluster {

// What the environment of the Traffic Manager says of the image that it gives to agents; "" where
// it leaves that to the program.
struct AgentImage {
  std::string registry;
  std::string name;
  std::string tag;
};

// A Deployment, or a StatefulSet: charts from 2.32 on run the Traffic Manager as one. Or the Job of
// a hook, of which only the failure is known.
struct Workload {
  std::string kind;
  std::string name;
  std::string uid;
  int generation = 0;
  int desired = 0;  // replicas asked for
  int ready = 0;    // of whatever revision
  // Of those that the newest pod template asks for.
  int updated = 0;
  int available = 0;         // of whatever revision, for as long as minReadySeconds wants
  int all = 0;               // old ones too
  bool is_observed = false;  // all that counts for what was last asked for
  // Why the cluster makes no pods for it, as it says it; "" when it does.
  std::string failure;
  std::string image;  // of the newest pod template
  AgentImage agent_image;
  std::vector<std::string> managed_namespaces;  // none: the whole cluster

  std::string to_string() const { return kind + " " + name; }
  bool is_job() const { return kind == "Job"; }
  // Whether the failure is the API server's no: of a quota, a policy, Pod Security, a priority
  // class that is not there. Source: k8s.io/apimachinery/pkg/api/errors, NewForbidden, and
  // k8s.io/apiserver/pkg/admission/plugin/webhook/errors/statuserror.go.
  bool is_refused() const;
  // As `kubectl rollout status` says it: the newest pod template runs, everywhere, and no other.
  bool is_ready() const { return desired > 0 && unfinished().empty(); }
  // What a rollout waits for; "" when it has ended.
  // Source: kubectl pkg/polymorphichelpers/rollout_status.go.
  std::string unfinished() const;
};

Workload parse_workload(const Printed& found);

}  // namespace telepresence::cluster
