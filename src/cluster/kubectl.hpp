// The user's kubectl, where there is one: for what helm has no command to ask. It is told of the
// cluster what helm is told.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>

#include "helm/arguments.hpp"
#include "helm/connection.hpp"
#include "platform/command.hpp"
#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::cluster {

class Kubectl {
 public:
  // The one on PATH; nothing when there is none. Nothing either when helm gets a token, or a login
  // in the API server's URL: kubectl takes them on its command line alone, where others could read
  // them.
  static std::optional<Kubectl> find(const platform::Environment& environment,
                                     const helm::Connection& connection,
                                     platform::ProgramListener listener);

  // The same kubectl, which Ctrl-C does not reach: for repairs that must finish.
  Kubectl shielded() const;

  // For platform::run: one that only reads, and one that changes something. 30 s at most.
  platform::Command question(const helm::Arguments& arguments) const;
  platform::Command operation(const helm::Arguments& arguments) const;

  // What came of one; a kubectl that cannot be started is one that failed, so that it keeps no
  // repair from being done. Throws Error (interrupted).
  static platform::Outcome outcome_of(const platform::Command& command, const Tick& tick);

  // Asks, and once more where a credential plugin failed: there are some that only one program can
  // use at a time. Throws Error (interrupted).
  static platform::Outcome answer_to(const platform::Command& question, const Tick& tick);

  // Runs an operation to its end, whatever is pressed meanwhile; whether it succeeded.
  bool carry_out(const helm::Arguments& arguments) const;

 private:
  platform::Command command(const helm::Arguments& arguments, platform::Command::Work work) const;

  Kubectl(std::filesystem::path path, platform::Environment environment,
          platform::ProgramListener listener);

  std::filesystem::path path_;
  platform::Environment environment_;
  platform::ProgramListener listener_;
  platform::Command::Interrupt interrupt_ = platform::Command::Interrupt::forward;
  helm::Arguments where_;  // the flags that name context, API server and user
};

}  // namespace telepresence::cluster
