// Time in which this process could run. A limit that is counted with it does not pass while the
// process is stopped (Ctrl-Z, a frozen container), when nothing that it waits for could be seen.
#pragma once

#include <chrono>

namespace telepresence::platform {

struct RunningClock {
  using duration = std::chrono::steady_clock::duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<RunningClock>;
  static constexpr bool is_steady = true;

  // To be asked at least every second while something waits: a longer pause between two
  // questions, of whoever asks, counts as one second.
  static time_point now();
};

}  // namespace telepresence::platform
