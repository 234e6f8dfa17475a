// Ctrl-C and its like: SIGINT, SIGTERM, SIGHUP, SIGQUIT, and the end of the helm that
// started this program (helm dies of Ctrl-C and leaves its plugin running).
#pragma once

#include <chrono>

#include "platform/pipe.hpp"
#include "util/progress.hpp"

namespace telepresence::platform {

// While one lives, those signals are noted and do not end the process. One at a time. Only when
// nobody asks for the first one, since something hangs or takes far too long, does a second one end
// it at once.
class InterruptWatch {
 public:
  // `with_parent`: also take the end of the parent process for an interrupt. Throws Error
  // (environment).
  explicit InterruptWatch(bool with_parent);
  InterruptWatch(const InterruptWatch&) = delete;
  InterruptWatch& operator=(const InterruptWatch&) = delete;
  InterruptWatch(InterruptWatch&&) = delete;
  InterruptWatch& operator=(InterruptWatch&&) = delete;
  ~InterruptWatch();

 private:
  Pipe pipe_;
};

// Whether an interrupt came since the watch began. False without a watch.
bool interrupted();

// Waits, and calls `tick` meanwhile; an interrupt ends it.
void pause(std::chrono::milliseconds duration, const Tick& tick);

// Becomes readable when a signal comes, so that poll() wakes up; -1 without a watch.
int interrupt_fd();

}  // namespace telepresence::platform
