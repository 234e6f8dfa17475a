#include "platform/child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <thread>
#include <utility>

#include "platform/interrupt.hpp"
#include "platform/spawn.hpp"
#include "platform/terminal.hpp"

namespace telepresence::platform {
namespace {

// How long a child that was asked to end may take. Helm needs well under a second; the whole of
// an interrupted install has to be over within five.
constexpr std::chrono::milliseconds grace{2000};
// Nothing is lost with what only looks, and Ctrl-C has to be over within a second.
constexpr std::chrono::milliseconds grace_of_question{300};

std::unique_ptr<Capture> capture_for(const Command& command, Command::Output output) {
  if (output == Command::Output::inherit) return nullptr;
  return make_capture(command.work, command.capture_limit);
}

// What stays unfinished as long is no line in the making.
constexpr std::chrono::milliseconds until_prompt{250};

// What whoever is asked has besides the time limit.
constexpr std::chrono::minutes to_answer{2};

// Where nobody sees what it asks, or can answer, a program says so itself.
bool may_ask(const Command& command) {
  return command.prompt && command.terminal == Command::Terminal::keep &&
         command.error_output == Command::Output::capture && ::isatty(STDERR_FILENO) == 1 &&
         has_controlling_terminal();
}

// Of a line that was shown in part, the rest.
Capture::UnfinishedLine unfinished_line_behind(std::size_t place, const Capture& capture) {
  auto line = capture.unfinished_line();
  const auto shown = std::min(std::max(place, line.begin) - line.begin, line.text.size());
  line.text.erase(0, shown);
  line.begin += shown;
  return line;
}

// What cannot be shown ends no child.
void tell(const Prompt& prompt, const std::string& text) {
  try {
    prompt(text);
  } catch (...) {  // NOLINT(bugprone-empty-catch): as above
  }
}

int child_end(const std::unique_ptr<Capture>& capture) {
  return capture ? capture->child_end() : -1;
}

}  // namespace

Child::Child(Command command) : command_(std::move(command)), started_(RunningClock::now()) {
  if (command_.interrupt == Command::Interrupt::forward && interrupted()) {
    outcome_.exit_code = 128 + SIGINT;
    outcome_.interrupted = true;
    return;
  }
  output_ = capture_for(command_, command_.output);
  error_output_ = capture_for(command_, command_.error_output);
  may_ask_ = may_ask(command_);
  pid_ = spawn(command_, child_end(output_), child_end(error_output_));
  for (auto* capture : {output_.get(), error_output_.get()}) {
    if (capture != nullptr) capture->child_started();
  }
}

Child::~Child() {
  if (!running()) return;
  ask_to_end();
  // Nobody reads a question's answer any more, and it must not wait for that.
  if (command_.work == Command::Work::question) {
    output_.reset();
    error_output_.reset();
  }
  for (reap(); running(); reap()) {
    constexpr std::chrono::milliseconds pause{10};
    std::this_thread::sleep_for(pause);
    kill_after_grace(RunningClock::now());
  }
}

std::vector<int> Child::readable_fds() const {
  std::vector<int> fds;
  if (!running()) return fds;
  for (const auto* capture : {output_.get(), error_output_.get()}) {
    if (capture != nullptr && capture->readable_fd() >= 0) fds.push_back(capture->readable_fd());
  }
  return fds;
}

void Child::advance(RunningClock::time_point now, bool interrupt_came) {
  if (!running()) return;
  reap();
  // After the reaping: so all is there that it printed before its end.
  collect();
  if (may_ask_) look_for_a_prompt(now);
  if (!running()) return;
  end_if_due(now, interrupt_came);
  kill_after_grace(now);
}

void Child::ask_to_end() {
  if (!running() || asked_at_) return;
  // A terminal may have told it already; a second SIGINT does helm no harm.
  ::kill(pid_, SIGINT);
  asked_at_ = RunningClock::now();
}

Outcome Child::take_outcome() {
  outcome_.output_cut = is_cut();
  if (output_) outcome_.output = output_->take();
  if (error_output_) outcome_.error_output = error_output_->take();
  take_prompts_out(outcome_.error_output);
  // The broken pipe did not end it, as it had nothing to print any more: cut it is all the same.
  const bool half_answer = outcome_.output_cut && command_.work == Command::Work::question;
  if (half_answer && outcome_.exit_code == 0) outcome_.exit_code = 128 + SIGPIPE;
  return std::move(outcome_);
}

void Child::collect() {
  for (auto* capture : {output_.get(), error_output_.get()}) {
    if (capture != nullptr) capture->collect();
  }
}

void Child::look_for_a_prompt(RunningClock::time_point now) {
  auto line = unfinished_line_behind(shown_to_, *error_output_);
  if (line.text != unfinished_.text || line.begin != unfinished_.begin) unfinished_since_ = now;
  unfinished_ = std::move(line);
  const bool goes_on = !running() || error_output_->size() > shown_to_;
  if (is_asking_ && goes_on) {
    is_asking_ = false;
    tell(command_.prompt, "");
  }
  if (!running() || unfinished_.text.empty() || now - unfinished_since_ < until_prompt) return;
  // Not into the prompt of a shell that has its terminal back.
  if (!is_in_foreground(STDERR_FILENO)) return;
  is_asking_ = true;
  shown_to_ = unfinished_.begin + unfinished_.text.size();
  prompts_.push_back(unfinished_);
  tell(command_.prompt, unfinished_.text);
}

// What was shown as a question. A failing program's last words are none.
void Child::take_prompts_out(std::string& text) const {
  const auto all = text.size();
  std::size_t taken = 0;
  for (const auto& prompt : prompts_) {
    const auto size = prompt.text.size();
    const auto end = prompt.begin + size;
    if (end > all || (end == all && outcome_.exit_code != 0)) continue;
    text.erase(prompt.begin - taken, size);
    taken += size;
  }
}

bool Child::is_cut() const {
  return (output_ && output_->is_cut()) || (error_output_ && error_output_->is_cut());
}

void Child::reap() {
  int status = 0;
  const auto result = ::waitpid(pid_, &status, WNOHANG);
  if (result == pid_) return note_end(status);
  // Somebody else has collected it: how it ended is not known, and so no success.
  constexpr int unknown = 255 << 8;
  if (result < 0 && errno == ECHILD) note_end(unknown);
}

void Child::note_end(int status) {
  pid_ = -1;
  outcome_.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  // Asked again: a Ctrl-C may have ended the child before this process saw it. A child that
  // finished its work in spite of it was not interrupted.
  outcome_.interrupted =
      outcome_.exit_code != 0 && interrupted() && command_.interrupt == Command::Interrupt::forward;
}

void Child::end_if_due(RunningClock::time_point now, bool interrupt_came) {
  if (interrupt_came && command_.interrupt == Command::Interrupt::forward) ask_to_end();
  if (is_cut() && command_.work == Command::Work::question) ask_to_end();
  // What was asked to end for another reason did not run out of time.
  if (asked_at_ || !command_.time_limit) return;
  auto limit = *command_.time_limit;
  if (!prompts_.empty()) limit += to_answer;
  if (now - started_ <= limit) return;
  outcome_.timed_out = true;
  ask_to_end();
}

void Child::kill_after_grace(RunningClock::time_point now) {
  const bool is_question = command_.work == Command::Work::question;
  const auto patience = is_question ? grace_of_question : grace;
  if (asked_at_ && now - *asked_at_ > patience) ::kill(pid_, SIGKILL);
}

}  // namespace telepresence::platform
