// How a command tells that it is alive; the side of who looks is in cli/report/progress_view.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace telepresence {

// Called about ten times a second while something goes on, to show progress.
using Tick = std::function<void()>;

// Called with what a program asks, "Password: ", and with "" when it has its answer.
using Prompt = std::function<void(const std::string&)>;

// How what a step waits for stands.
struct Standing {
  std::vector<std::string> lines;
  std::string limit;  // of the whole step, a Go duration: "5m0s"; "" for none
};

struct Progress {
  std::function<void(const std::string&)> step = [](const std::string&) {};  // what begins now
  Tick tick;  // time passes in that step
  // Bytes come in; `total` is 0 when not known.
  std::function<void(std::uint64_t done, std::uint64_t total)> transfer;
  // In that step, in place of what was told before.
  std::function<void(const Standing&)> standing = [](const Standing&) {};
  // A program that was started asks something on the terminal; "" once it goes on.
  Prompt prompt;
};

}  // namespace telepresence
