#include "cli/progress.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "platform/terminal.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* clear_line = "\r\x1b[K";

}  // namespace

ProgressLine::ProgressLine(const platform::Environment& environment, bool quiet)
    : shown_(!quiet && platform::is_terminal(STDERR_FILENO, environment)),
      environment_(environment),
      began_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() {
  if (shown_ && !step_.empty()) std::fputs(clear_line, stderr);
}

commands::Progress ProgressLine::callbacks() {
  return {[this](const std::string& step) { begin(step); }, [this] { draw(); }};
}

void ProgressLine::begin(const std::string& step) {
  step_ = step;
  began_ = std::chrono::steady_clock::now();
  draw();
}

void ProgressLine::draw() {
  if (!shown_) return;
  constexpr char frames[] = {'|', '/', '-', '\\'};
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began_)
          .count();
  auto line = fmt::format("{} {} ({} s)", frames[frame_++ % std::size(frames)], step_, seconds);
  // A line that wraps could not be cleared again.
  const auto width = platform::terminal_width(STDERR_FILENO, environment_);
  if (line.size() >= width) line.resize(width - 1);
  fmt::print(stderr, "{}{}", clear_line, line);
  std::fflush(stderr);
}

}  // namespace telepresence::cli
