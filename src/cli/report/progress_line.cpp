#include "cli/report/progress_line.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "platform/terminal.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* clear_line = "\r\x1b[K";

// Charts have kilobytes, indexes megabytes: "850" in KB, "4.1" in MB.
struct Unit {
  const char* name;
  double bytes;
  int decimals;

  static Unit fit_for(std::uint64_t size) {
    constexpr std::uint64_t megabyte = 1000000;
    return size < megabyte ? Unit{"KB", 1e3, 0} : Unit{"MB", 1e6, 1};
  }
  std::string count(std::uint64_t size) const {
    return fmt::format("{:.{}f}", static_cast<double>(size) / bytes, decimals);
  }
};

// " [=====     ] 4.1 of 8.2 MB"
std::string describe_transfer(std::uint64_t done, std::uint64_t total) {
  if (total == 0) {
    const auto unit = Unit::fit_for(done);
    return done == 0 ? "" : fmt::format(" {} {}", unit.count(done), unit.name);
  }
  constexpr std::uint64_t width = 20;
  const auto unit = Unit::fit_for(total);
  const auto filled = static_cast<std::size_t>(done * width / total);
  return fmt::format(" [{:<{}}] {} of {} {}", std::string(filled, '='), width, unit.count(done),
                     unit.count(total), unit.name);
}

}  // namespace

ProgressLine::ProgressLine(const platform::Environment& environment, bool quiet)
    : shown_(!quiet && platform::is_terminal(STDERR_FILENO, environment)),
      environment_(environment),
      began_(std::chrono::steady_clock::now()) {}

ProgressLine::~ProgressLine() { clear(); }

void ProgressLine::clear() {
  if (on_screen_) write(clear_line);
  on_screen_ = false;
}

Progress ProgressLine::callbacks() {
  return {[this](const std::string& step) { begin(step); }, [this] { draw(); },
          [this](std::uint64_t done, std::uint64_t total) { show_transfer(done, total); }};
}

void ProgressLine::begin(const std::string& step) {
  step_ = text::printable(step);
  transferred_.clear();
  began_ = std::chrono::steady_clock::now();
  draw();
}

void ProgressLine::show_transfer(std::uint64_t done, std::uint64_t total) {
  // As often as a person can see it; libcurl calls for every packet.
  constexpr std::chrono::milliseconds pause(100);
  const auto now = std::chrono::steady_clock::now();
  if (!shown_ || now - drawn_ < pause) return;
  transferred_ = describe_transfer(done, total);
  draw();
}

void ProgressLine::draw() {
  if (!shown_) return;
  constexpr char frames[] = {'|', '/', '-', '\\'};
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began_)
          .count();
  drawn_ = std::chrono::steady_clock::now();
  auto line = fmt::format("{} {}{} ({} s)", frames[frame_++ % std::size(frames)], step_,
                          transferred_, seconds);
  // A line that wraps could not be cleared again.
  const auto width = platform::terminal_width(STDERR_FILENO, environment_);
  if (line.size() >= width) line.resize(width - 1);
  write(clear_line + line);
  on_screen_ = true;
}

// A terminal that went away is no failure of what is going on: then there is nobody to show it to.
void ProgressLine::write(const std::string& text) {
  if (!shown_) return;
  shown_ = std::fputs(text.c_str(), stderr) >= 0 && std::fflush(stderr) == 0;
}

}  // namespace telepresence::cli
