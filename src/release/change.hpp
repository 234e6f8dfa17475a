// An install or upgrade that is decided.
#pragma once

#include "helm/arguments.hpp"
#include "release/target.hpp"

namespace telepresence::release {

enum class Operation { install, upgrade };

// One helm operation that is under way.
struct Change {
  Operation operation = Operation::install;
  Target target;
  helm::Arguments arguments;  // without the mark that tells this run's release from others
  bool dry_run = false;
  bool creates_namespace = true;  // helm was told to, when it is missing
  bool hooks = true;
  bool rollback_on_failure = true;
};

}  // namespace telepresence::release
