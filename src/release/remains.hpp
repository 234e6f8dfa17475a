// What a revision made and its undoing has left.
#pragma once

#include <string>
#include <vector>

#include "cluster/objects.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

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
