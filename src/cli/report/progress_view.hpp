// What goes on, on stderr: on a terminal a few lines that are drawn again and again, elsewhere a
// line for each change of what is waited for, once that has lasted two seconds, and one for what
// takes ten seconds and has nothing to tell. Nothing with --quiet but what a program asks, and
// nothing more once the terminal went away: that is no error.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/environment.hpp"
#include "util/progress.hpp"

namespace telepresence::cli {

class ProgressView {
 public:
  ProgressView(const platform::Environment& environment, bool quiet);
  ProgressView(const ProgressView&) = delete;
  ProgressView& operator=(const ProgressView&) = delete;
  ProgressView(ProgressView&&) = delete;
  ProgressView& operator=(ProgressView&&) = delete;
  ~ProgressView();  // clears what is drawn

  // For a use case; valid as long as this lives.
  Progress callbacks();

  // Before something else is printed.
  void clear();

 private:
  void begin(const std::string& step);
  void advance();
  void show_transfer(std::uint64_t done, std::uint64_t total);
  void show_standing(const Standing& standing);

  void show_prompt(const std::string& text);

  bool is_asked();
  bool may_draw();
  void draw();
  std::vector<std::string> picture(std::size_t width);
  void tell_step();
  void tell_changes();
  void write(const std::string& text);
  long long seconds() const;  // since the step began

  bool shown_;
  bool draws_;  // on a terminal whose foreground is this process's
  // It was: whoever looked on wants to know what still goes on.
  bool lost_foreground_ = false;
  bool echoed_;  // what is typed there, in the beginning
  // A program asks the user, since then; and whether the answer was typed unseen so far.
  std::optional<std::chrono::steady_clock::time_point> asked_at_;
  bool typed_unseen_ = false;
  const platform::Environment& environment_;
  std::string step_;
  std::string transferred_;  // " [===  ] 850 of 900 KB"
  Standing standing_;
  std::chrono::steady_clock::time_point began_;
  unsigned frame_ = 0;

  // On a terminal: what is on it, and since when.
  std::vector<std::string> drawn_;
  std::chrono::steady_clock::time_point drawn_at_;

  // Elsewhere: whether the step was told, and what stood at the last change.
  bool is_step_told_ = false;
  std::vector<std::string> told_;
};

}  // namespace telepresence::cli
