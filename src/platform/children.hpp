// Runs programs: an argv, never a shell; children end with this process.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::platform {

struct Command {
  enum class Input { none, inherit };      // /dev/null, or this process's stdin
  enum class Output { capture, inherit };  // into the Outcome, or this process's own
  enum class Interrupt {
    forward,  // Ctrl-C reaches the child, which then has a moment to end by itself
    shield,   // Ctrl-C is kept from the child: it repairs something and must finish
  };

  std::vector<std::string> arguments;  // arguments[0] is the program's path
  Environment environment;             // all of it; nothing is inherited besides
  Input input = Input::none;
  Output output = Output::capture;
  Output error_output = Output::capture;
  Interrupt interrupt = Interrupt::forward;
  std::optional<std::chrono::milliseconds> time_limit;  // then the child is killed
};

struct Outcome {
  int exit_code = 0;  // 128 + signal when a signal ended it, as shells count
  std::string output;
  std::string error_output;
  bool timed_out = false;    // `time_limit` passed
  bool interrupted = false;  // an interrupt came while it ran, or before it could start

  bool succeeded() const { return exit_code == 0 && !timed_out && !interrupted; }
};

// Runs all commands at the same time and waits for each; outcomes in the order of
// commands. Throws Error (environment) when a program cannot be started.
std::vector<Outcome> run_all(const std::vector<Command>& commands, const Tick& tick = {});

Outcome run(const Command& command, const Tick& tick = {});

}  // namespace telepresence::platform
