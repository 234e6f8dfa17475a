// One running program: reaped, limited and ended from outside, by whoever polls it.
#pragma once

#include <sys/types.h>

#include <memory>
#include <optional>
#include <vector>

#include "platform/capture.hpp"
#include "platform/command.hpp"
#include "platform/running_clock.hpp"

namespace telepresence::platform {

class Child {
 public:
  // Starts it, unless an interrupt came that it would have to be told: then it has ended, as
  // interrupted. Throws Error (environment) when it cannot be started.
  explicit Child(Command command);
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child(Child&&) = delete;
  Child& operator=(Child&&) = delete;
  // Ends it if it runs, and waits for that: SIGINT, a grace, then SIGKILL.
  ~Child();

  bool running() const { return pid_ > 0; }

  // What becomes readable when it prints.
  std::vector<int> readable_fds() const;

  // Takes in what it printed; reaps it if it has ended; asks it to end, or ends it, if it is
  // time to. Never waits.
  void advance(RunningClock::time_point now, bool interrupt_came);

  // Asks it to end; advance() ends it when it does not. Does nothing the second time.
  void ask_to_end();

  // After it has ended, once. Throws Error (environment) when its output cannot be read.
  Outcome take_outcome();

 private:
  void collect();
  void look_for_a_prompt(RunningClock::time_point now);
  void take_prompts_out(std::string& text) const;
  bool is_cut() const;
  void reap();
  void note_end(int status);
  void end_if_due(RunningClock::time_point now, bool interrupt_came);
  void kill_after_grace(RunningClock::time_point now);

  Command command_;
  RunningClock::time_point started_;
  std::optional<RunningClock::time_point> asked_at_;
  pid_t pid_ = -1;
  std::unique_ptr<Capture> output_;  // nothing where the stream is this process's own
  std::unique_ptr<Capture> error_output_;

  bool may_ask_ = false;
  Capture::UnfinishedLine unfinished_;  // since `unfinished_since_`
  RunningClock::time_point unfinished_since_;
  std::vector<Capture::UnfinishedLine> prompts_;  // that were shown
  std::size_t shown_to_ = 0;                      // where the last of them ends
  bool is_asking_ = false;                        // and nothing came behind it
  Outcome outcome_;
};

}  // namespace telepresence::platform
