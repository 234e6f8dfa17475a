// The line on a terminal that shows what goes on and for how long. Without a terminal
// on stderr nothing is shown, and nothing more once the terminal went away: that is no error.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::cli {

class ProgressLine {
 public:
  ProgressLine(const platform::Environment& environment, bool quiet);
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;
  ProgressLine(ProgressLine&&) = delete;
  ProgressLine& operator=(ProgressLine&&) = delete;
  ~ProgressLine();  // clears the line

  // For a use case; valid as long as this lives.
  Progress callbacks();

  // Before something else is printed.
  void clear();

 private:
  void begin(const std::string& step);
  void draw();
  void write(const std::string& text);
  void show_transfer(std::uint64_t done, std::uint64_t total);

  bool shown_ = false;
  bool on_screen_ = false;  // a line is drawn, and was not cleared since
  const platform::Environment& environment_;
  std::string step_;
  std::string transferred_;  // " [===  ] 850 of 900 KB"
  std::chrono::steady_clock::time_point began_;
  std::chrono::steady_clock::time_point drawn_;
  unsigned frame_ = 0;
};

}  // namespace telepresence::cli
