#include "platform/interrupt.hpp"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <thread>

namespace telepresence::platform {
namespace {

constexpr std::array<int, 4> watched = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

// Signal handlers can only reach globals; they are set up and torn down by the watch.
volatile std::sig_atomic_t signalled = 0;
volatile std::sig_atomic_t wake_end = -1;
int readable_end = -1;
pid_t watched_parent = 0;
std::array<struct sigaction, watched.size()> previous_actions;

// Whether the program knows of the signal, and when that came: milliseconds of a clock.
std::atomic<bool> noticed = false;
std::atomic<std::int64_t> first_signal = 0;
static_assert(decltype(noticed)::is_always_lock_free &&
              decltype(first_signal)::is_always_lock_free);

std::int64_t milliseconds_now() {
  timespec now{};
  ::clock_gettime(CLOCK_MONOTONIC, &now);
  return std::int64_t{now.tv_sec} * 1000 + now.tv_nsec / 1000000;
}

extern "C" void note_signal(int signal) {
  // Of one Ctrl-C several signals may come at once.
  constexpr std::int64_t second_press = 500;
  const int saved = errno;
  if (signalled == 0) {
    first_signal = milliseconds_now();
  } else if (!noticed && milliseconds_now() - first_signal > second_press) {
    constexpr int by_signal = 128;
    ::_exit(by_signal + signal);
  }
  signalled = 1;
  // A full pipe has woken poll() already.
  [[maybe_unused]] const auto written = ::write(wake_end, "!", 1);
  errno = saved;
}

}  // namespace

InterruptWatch::InterruptWatch(bool with_parent) : pipe_(make_pipe()) {
  set_nonblocking(pipe_.read_end);
  set_nonblocking(pipe_.write_end);
  readable_end = pipe_.read_end.get();
  wake_end = pipe_.write_end.get();
  signalled = 0;
  noticed = false;
  watched_parent = with_parent ? ::getppid() : 0;
  struct sigaction action {};
  action.sa_handler = note_signal;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < watched.size(); ++i) {
    ::sigaction(watched[i], nullptr, &previous_actions[i]);
    // `nohup` asks that a hang-up be ignored: it stays so.
    if (watched[i] == SIGHUP && previous_actions[i].sa_handler == SIG_IGN) continue;
    ::sigaction(watched[i], &action, nullptr);
  }
}

InterruptWatch::~InterruptWatch() {
  for (std::size_t i = 0; i < watched.size(); ++i) {
    ::sigaction(watched[i], &previous_actions[i], nullptr);
  }
  readable_end = -1;
  wake_end = -1;
  signalled = 0;
  watched_parent = 0;
}

bool interrupted() {
  if (watched_parent != 0 && ::getppid() != watched_parent) signalled = 1;
  noticed = signalled != 0;
  return noticed;
}

void pause(std::chrono::milliseconds duration, const Tick& tick) {
  constexpr std::chrono::milliseconds slice{100};
  for (auto left = duration; left > left.zero() && !interrupted(); left -= slice) {
    std::this_thread::sleep_for(std::min(left, slice));
    if (tick) tick();
  }
}

int interrupt_fd() { return readable_end; }

}  // namespace telepresence::platform
