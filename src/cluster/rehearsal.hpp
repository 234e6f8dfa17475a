// What the API server says to objects before they are made: it is asked through kubectl for dry
// runs, which change nothing.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "cluster/beside.hpp"
#include "cluster/kubectl.hpp"
#include "cluster/objects.hpp"
#include "util/progress.hpp"

namespace telepresence::cluster {

// A pod that would not be made.
struct Refusal {
  std::string pod;
  std::string pod_namespace;
  std::string reason;  // `violates PodSecurity "restricted:latest": …`, `exceeded quota: …`
};

// Fields of an object that another one has set, who would have to be overruled.
struct Conflict {
  // "Deployment traffic-manager in namespace staging"; without the namespace, or "", where it
  // cannot be told.
  std::string object;
  std::string manager;              // "kubectl-edit"
  std::vector<std::string> fields;  // ".spec.replicas"
};

struct Rehearsed {
  bool has_room = false;  // some pods would be made
  std::vector<Refusal> refusals;
  std::vector<Conflict> conflicts;
  std::string kubernetes;  // the API server's version, "v1.34.1"; "" where it was not asked
};

// The questions go on beside whatever is done until finish(). One that is not answered leaves its
// part of the answer empty.
class Rehearsal {
 public:
  explicit Rehearsal(const Kubectl& kubectl) : kubectl_(kubectl) {}

  // Whether these pods would be admitted. `list` is a file with a List of them. Nothing is said of
  // those in a namespace that is not there.
  void try_pods(const std::filesystem::path& list, std::vector<LiveObject> pods);
  // Whether Helm 4 could apply these objects. `list` is a file with a List of them, in that order,
  // each with its namespace.
  void try_to_apply(const std::filesystem::path& list, std::vector<LiveObject> objects);
  void ask_version();

  // Throws Error (interrupted).
  Rehearsed finish(const Tick& tick);

 private:
  const Kubectl& kubectl_;
  Beside pods_;
  Beside apply_;
  Beside version_;
  std::vector<LiveObject> to_make_;
  std::vector<LiveObject> to_apply_;
};

// Of what kubectl 1.34 prints when some of the pods may not be made.
std::vector<Refusal> refusals_in(std::string_view error_output,
                                 const std::vector<LiveObject>& pods);

// Of what it prints when some objects cannot be applied: `output` names the others.
std::vector<Conflict> conflicts_in(std::string_view output, std::string_view error_output,
                                   const std::vector<LiveObject>& objects);

}  // namespace telepresence::cluster
