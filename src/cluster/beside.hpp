// A question to kubectl or helm that goes on beside whatever else is asked, and is waited for when
// its answer is needed.
#pragma once

#include <optional>

#include "platform/children.hpp"
#include "platform/command.hpp"
#include "util/progress.hpp"

namespace telepresence::cluster {

class Beside {
 public:
  // A program that cannot be started says nothing: not to know is no reason to refuse.
  void ask(platform::Command question);

  // Once. Where nothing was asked, nothing is said. A question that found a credential plugin busy
  // is asked again, alone. Throws Error (interrupted).
  platform::Outcome answer(const Tick& tick);

 private:
  platform::Command command_;
  platform::Children children_;
  std::optional<platform::Children::Id> running_;
};

}  // namespace telepresence::cluster
