// How a command tells that it is alive; the terminal's side is in cli/progress.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "platform/process.hpp"

namespace telepresence::commands {

struct Progress {
  std::function<void(const std::string&)> step = [](const std::string&) {};  // what begins now
  platform::Tick tick;  // time passes in that step
  // Bytes come in; `total` is 0 when not known.
  std::function<void(std::uint64_t done, std::uint64_t total)> transfer;
};

}  // namespace telepresence::commands
