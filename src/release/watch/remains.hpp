// What a revision made and its undoing has left.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// Looks again each second as long as all that is there is only being deleted, until the limit has
// passed; gives what was seen last. `seen` is the first look. Throws Error (interrupted).
cluster::Answer<cluster::Existing> await_deletion(cluster::Answer<cluster::Existing> seen,
                                                  cluster::Look<cluster::Existing>& look,
                                                  std::chrono::milliseconds limit,
                                                  const Tools& tools);

class Remains {
 public:
  // Reads what the revision made, before it is undone, and what `former`, which comes back, has
  // too; 0 for none.
  Remains(const Target& target, int made, int former, const Tools& tools);

  struct Seen {
    std::vector<cluster::LiveObject> objects;
    std::string unknown;  // why they cannot be told, or ""
  };
  // Those that are still there. What is only being deleted is waited for, a few seconds.
  Seen look() const;

 private:
  const Target& target_;
  const Tools& tools_;
  std::string made_;
  std::string former_;
  std::string unknown_;
};

}  // namespace telepresence::release
