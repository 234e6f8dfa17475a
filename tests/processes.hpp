// What the tests that run programs share.
#pragma once

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <string>
#include <thread>

#include "platform/command.hpp"

namespace telepresence::testing {

inline platform::Command shell(const std::string& script) {
  platform::Command command;
  command.arguments = {"/bin/sh", "-c", script};
  command.environment = platform::Environment::of_this_process();
  return command;
}

// Sends this process a signal a little later, while a child runs.
class DelayedSignal {
 public:
  DelayedSignal(int signal, std::chrono::milliseconds delay)
      : thread_([=] {
          std::this_thread::sleep_for(delay);
          ::kill(::getpid(), signal);
        }) {}
  DelayedSignal(const DelayedSignal&) = delete;
  DelayedSignal& operator=(const DelayedSignal&) = delete;
  DelayedSignal(DelayedSignal&&) = delete;
  DelayedSignal& operator=(DelayedSignal&&) = delete;
  ~DelayedSignal() { thread_.join(); }

 private:
  std::thread thread_;
};

// Whether `condition` comes true within ten seconds.
template <typename Condition>
bool comes_true(const Condition& condition) {
  constexpr int most = 200;
  constexpr std::chrono::milliseconds pause(50);
  for (int i = 0; i < most && !condition(); ++i) std::this_thread::sleep_for(pause);
  return condition();
}

}  // namespace telepresence::testing
