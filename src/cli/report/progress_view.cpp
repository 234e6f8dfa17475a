#include "cli/report/progress_view.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <iterator>

#include "platform/terminal.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// As often as a person can see it; libcurl calls for every packet.
constexpr std::chrono::milliseconds pause{100};
// What is over sooner needs no word; what has nothing to tell, one when it takes long.
constexpr int silent_seconds = 2;
constexpr int long_seconds = 10;
// Behind the step itself: more would push away what was on the terminal before.
constexpr std::size_t most_lines = 6;

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

// Goes to the first of the lines and clears all. A terminal that became narrower has broken them
// into more rows than there were lines.
std::string erased(const std::vector<std::string>& lines, std::size_t width) {
  if (lines.empty()) return {};
  std::size_t rows = 0;
  for (const auto& line : lines)
    rows += std::max<std::size_t>(1, (text::columns(line) + width - 1) / width);
  const auto up = rows > 1 ? fmt::format("\x1b[{}A", rows - 1) : "";
  return "\r" + up + "\x1b[J";
}

// Whether it could be.
bool print(const std::string& text) {
  return std::fputs(text.c_str(), stderr) >= 0 && std::fflush(stderr) == 0;
}

}  // namespace

ProgressView::ProgressView(const platform::Environment& environment, bool quiet)
    : shown_(!quiet),
      draws_(platform::is_terminal(STDERR_FILENO, environment) &&
             platform::is_in_foreground(STDERR_FILENO)),
      echoed_(draws_ && platform::echoes(STDERR_FILENO)),
      environment_(environment),
      began_(std::chrono::steady_clock::now()) {}

ProgressView::~ProgressView() { clear(); }

// From then on the shell's prompt is there, which is not ours to draw over. What was drawn above it
// needs not be told again.
bool ProgressView::may_draw() {
  if (draws_ && !platform::is_in_foreground(STDERR_FILENO)) {
    draws_ = false;
    lost_foreground_ = true;
    drawn_.clear();
    is_step_told_ = true;
    told_ = standing_.lines;
    // Also where no progress is shown: an error may follow.
    std::fputc('\n', stderr);
  }
  return draws_;
}

void ProgressView::clear() {
  if (!may_draw()) return;
  write(erased(drawn_, platform::terminal_width(STDERR_FILENO, environment_)));
  drawn_.clear();
}

Progress ProgressView::callbacks() {
  return {[this](const std::string& step) { begin(step); }, [this] { advance(); },
          [this](std::uint64_t done, std::uint64_t total) { show_transfer(done, total); },
          [this](const Standing& standing) { show_standing(standing); },
          [this](const std::string& text) { show_prompt(text); }};
}

void ProgressView::begin(const std::string& step) {
  const bool draws = may_draw();
  step_ = text::printable(step);
  transferred_.clear();
  standing_ = {};
  began_ = std::chrono::steady_clock::now();
  told_.clear();
  is_step_told_ = false;
  if (draws) return draw();
  if (lost_foreground_) tell_step();
}

void ProgressView::advance() { draws_ ? draw() : tell_changes(); }

void ProgressView::show_transfer(std::uint64_t done, std::uint64_t total) {
  if (!draws_) return tell_changes();
  if (std::chrono::steady_clock::now() - drawn_at_ < pause) return;
  transferred_ = describe_transfer(done, total);
  draw();
}

void ProgressView::show_standing(const Standing& standing) {
  standing_ = standing;
  for (auto& line : standing_.lines) line = text::printable(line);
  advance();
}

long long ProgressView::seconds() const {
  const auto passed = std::chrono::steady_clock::now() - began_;
  return std::chrono::duration_cast<std::chrono::seconds>(passed).count();
}

// A line that fills the last column would break where the terminal wraps late, and not where it
// does at once.
std::vector<std::string> ProgressView::picture(std::size_t width) {
  constexpr char frames[] = {'|', '/', '-', '\\'};
  const auto room = std::max<std::size_t>(width, 2) - 1;
  const auto of_limit = standing_.limit.empty() ? "" : " of " + standing_.limit;
  const auto tail = fmt::format("{} ({} s{})", transferred_, seconds(), of_limit);
  const auto head = fmt::format("{} {}", frames[frame_++ % std::size(frames)], step_);
  // The time is what tells that it goes on.
  const auto left = room > tail.size() ? room - tail.size() : 1;
  std::vector<std::string> lines = {text::cut(text::cut(head, left) + tail, room)};
  for (const auto& line : standing_.lines) {
    if (lines.size() > most_lines) {
      lines.push_back(
          text::cut(fmt::format("  and {} more", standing_.lines.size() - most_lines), room));
      break;
    }
    lines.push_back(text::cut("  " + line, room));
  }
  return lines;
}

// Nothing is drawn over what is asked and answered. Where the answer was not shown, the cursor
// still stands behind the question, which is over.
void ProgressView::show_prompt(const std::string& text) {
  clear();
  const bool was_asked = asked_at_.has_value();
  asked_at_.reset();
  typed_unseen_ = false;
  if (!text.empty()) {
    asked_at_ = std::chrono::steady_clock::now();
    print(text::printable(text));
  } else if (was_asked) {
    print(draws_ ? "\r\x1b[K" : "\n");
  }
}

// By a program, here or on the terminal itself: a password is typed unseen. Not every program says
// something when it has its answer; then it goes on below the question.
bool ProgressView::is_asked() {
  constexpr std::chrono::seconds patience{15};
  if (echoed_ && !platform::echoes(STDERR_FILENO)) return typed_unseen_ = true;
  if (!asked_at_) return false;
  if (!typed_unseen_ && std::chrono::steady_clock::now() - *asked_at_ < patience) return true;
  asked_at_.reset();
  print("\n");
  return false;
}

void ProgressView::draw() {
  if (!shown_ || !may_draw() || is_asked()) return;
  drawn_at_ = std::chrono::steady_clock::now();
  const auto width = platform::terminal_width(STDERR_FILENO, environment_);
  auto lines = picture(width);
  // In one piece, or it would flicker.
  write(erased(drawn_, width) + text::join(lines, "\n"));
  drawn_ = std::move(lines);
}

void ProgressView::tell_step() {
  if (!is_step_told_ && !step_.empty()) write(step_ + "\n");
  is_step_told_ = true;
}

void ProgressView::tell_changes() {
  const bool is_due = seconds() >= (standing_.lines.empty() ? long_seconds : silent_seconds);
  if (!shown_ || !is_due) return;
  tell_step();
  for (const auto& line : standing_.lines) {
    if (std::ranges::find(told_, line) != told_.end()) continue;
    write(fmt::format("{:>4} s: {}\n", seconds(), line));
  }
  told_ = standing_.lines;
}

// A terminal that went away is no failure of what is going on: then there is nobody to show it to.
void ProgressView::write(const std::string& text) {
  if (!shown_ || text.empty()) return;
  shown_ = print(text);
}

}  // namespace telepresence::cli
