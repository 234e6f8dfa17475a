// Runs programs: an argv, never a shell; several at a time, started when one likes, polled
// together. When this process is killed, they are ended too (on Linux; see spawn.hpp).
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <memory>
#include <vector>

#include "platform/command.hpp"
#include "util/progress.hpp"

namespace telepresence::platform {

class Child;

// A set of running programs, each with its own time limit, capture and way to end. Sets know
// nothing of one another: one may wait inside of another one's callback. A set belongs to the
// thread that uses it, and that thread has to outlive its programs.
class Children {
 public:
  enum class Id : std::size_t {};

  Children();
  Children(const Children&) = delete;
  Children& operator=(const Children&) = delete;
  Children(Children&&) = delete;
  Children& operator=(Children&&) = delete;
  // Ends those that still run: SIGINT to all, two seconds, then SIGKILL.
  ~Children();

  // After an interrupt nothing starts that the interrupt would be forwarded to: that has ended
  // at once, as interrupted. Throws Error (environment) when the program cannot be started; the
  // others go on.
  Id start(const Command& command);

  // Until one of them ended, an interrupt came, or `most` passed; at once when none runs. Only
  // here their ends are noticed, limits kept, interrupts forwarded and outputs read.
  void wait(std::chrono::milliseconds most);

  bool running(Id id) const;
  std::size_t running() const;  // how many of them

  // Asks it to end with SIGINT; wait() ends it with SIGKILL when two seconds later it still runs.
  void end(Id id);

  // Of one that has ended; once. Throws Error (environment) when its output cannot be read.
  Outcome take(Id id);

 private:
  bool advance();
  void sleep(std::chrono::milliseconds most) const;

  std::map<Id, std::unique_ptr<Child>> children_;
  std::size_t started_ = 0;
  bool interrupt_came_ = false;
};

// Runs all commands at the same time and waits for each; outcomes in the order of commands.
// What `tick` throws is dropped: a failure to show progress is none of the programs'.
// Throws Error (environment) when one cannot be started; then none goes on.
std::vector<Outcome> run_all(const std::vector<Command>& commands, const Tick& tick = {});

Outcome run(const Command& command, const Tick& tick = {});

// As run; what an interrupt has cut short is no outcome: throws Error (interrupted) too.
Outcome outcome_of(const Command& command, const Tick& tick = {});

}  // namespace telepresence::platform
