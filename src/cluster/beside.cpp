#include "cluster/beside.hpp"

#include "helm/client.hpp"
#include "util/error.hpp"

namespace telepresence::cluster {

void Beside::ask(const Kubectl& kubectl, const helm::Arguments& arguments) {
  command_ = kubectl.question(arguments);
  // Two that ask on the terminal at the same time would get each other's answers.
  auto beside_others = command_;
  beside_others.terminal = platform::Command::Terminal::none;
  running_ = children_.start(beside_others);
}

platform::Outcome Beside::answer(const Tick& tick) {
  if (!running_) return {};
  while (children_.running(*running_)) {
    children_.wait(std::chrono::milliseconds(100));
    if (tick) tick();
  }
  auto outcome = children_.take(*running_);
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  return helm::lacked_credentials(outcome) ? platform::outcome_of(command_, tick) : outcome;
}

}  // namespace telepresence::cluster
