// A question to kubectl that goes on beside whatever else is asked, and is waited for when its
// answer is needed.
#pragma once

#include <optional>

#include "cluster/kubectl.hpp"
#include "helm/arguments.hpp"
#include "platform/children.hpp"
#include "util/progress.hpp"

namespace telepresence::cluster {

class Beside {
 public:
  // Throws Error (environment) when kubectl cannot be started.
  void ask(const Kubectl& kubectl, const helm::Arguments& arguments);

  // Once. Where nothing was asked, nothing is said. A question that found a credential plugin busy
  // is asked again, alone. Throws Error (interrupted).
  platform::Outcome answer(const Tick& tick);

 private:
  platform::Command command_;
  platform::Children children_;
  std::optional<platform::Children::Id> running_;
};

}  // namespace telepresence::cluster
