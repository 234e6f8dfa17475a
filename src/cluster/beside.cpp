#include "cluster/beside.hpp"

#include <utility>

#include "helm/client.hpp"
#include "util/error.hpp"

namespace telepresence::cluster {

void Beside::ask(platform::Command question) {
  command_ = std::move(question);
  // Two that ask on the terminal at the same time would get each other's answers.
  auto beside_others = command_;
  beside_others.terminal = platform::Command::Terminal::none;
  try {
    running_ = children_.start(beside_others);
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::environment) throw;
  }
}

platform::Outcome Beside::answer(const Tick& tick) {
  if (!running_) {
    platform::Outcome nothing;
    nothing.exit_code = 1;
    return nothing;
  }
  while (children_.running(*running_)) {
    children_.wait(std::chrono::milliseconds(100));
    if (tick) tick();
  }
  auto outcome = children_.take(*running_);
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  return helm::lacked_credentials(outcome) ? platform::outcome_of(command_, tick) : outcome;
}

}  // namespace telepresence::cluster
