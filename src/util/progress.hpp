// How a command tells that it is alive; the terminal's side is in cli/report/progress_line.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace telepresence {

// Called about ten times a second while something goes on, to show progress.
using Tick = std::function<void()>;

struct Progress {
  std::function<void(const std::string&)> step = [](const std::string&) {};  // what begins now
  Tick tick;  // time passes in that step
  // Bytes come in; `total` is 0 when not known.
  std::function<void(std::uint64_t done, std::uint64_t total)> transfer;
};

}  // namespace telepresence
