// A program to run, and what became of it.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::platform {

struct Command {
  enum class Work {
    operation,  // changes something: goes on whatever it prints, and may tidy up when it is ended
    question,   // only reads: may be cut off anywhere, and is when it prints too much
  };
  // /dev/null; this process's stdin where that is a terminal which the child may use, else
  // /dev/null; this process's stdin.
  enum class Input { none, terminal, inherit };
  enum class Output { capture, inherit };  // into the Outcome, or this process's own
  enum class Terminal { keep, none };      // this process's own, or no way to one
  enum class Interrupt {
    forward,  // Ctrl-C reaches the child, which then has a moment to end by itself
    shield,   // the child ignores Ctrl-C and its like: it repairs something and must finish
  };

  std::vector<std::string> arguments;  // arguments[0] is the program's path
  Environment environment;             // all of it; nothing is inherited besides
  Work work = Work::operation;
  Input input = Input::none;
  Output output = Output::capture;
  Output error_output = Output::capture;
  Interrupt interrupt = Interrupt::forward;
  Terminal terminal = Terminal::keep;
  // What is captured is not seen. A line on stderr that stays unfinished is somebody asking: where
  // this process has a terminal, it is handed to this, and is no part of the Outcome unless it was
  // the last that a failing program said.
  Prompt prompt;
  // Then the child is ended; two minutes later when it has asked something. It counts time in which
  // this process could run.
  std::optional<std::chrono::milliseconds> time_limit;
  // Bytes that are kept of stdout, and as many of stderr; the first ones.
  std::size_t capture_limit = default_capture_limit;

  // Far more than helm prints: a release has to fit into a Secret, 1 MiB when packed.
  static constexpr std::size_t default_capture_limit = 8UL << 20U;
};

// Who hears of the programs that are run.
struct ProgramListener {
  std::function<void(const std::string&)> trace;  // a command line before it runs, values left out
  Prompt prompt;                                  // see Command
};

struct Outcome {
  // 128 + signal when a signal ended it, as shells count. Never 0 for a question whose output
  // was cut: it is no answer.
  int exit_code = 0;
  std::string output;
  std::string error_output;
  bool timed_out = false;    // `time_limit` passed
  bool interrupted = false;  // an interrupt came while it ran, or before it could start
  bool output_cut = false;   // it printed more than `capture_limit`

  bool succeeded() const { return exit_code == 0 && !timed_out && !interrupted; }
};

}  // namespace telepresence::platform
