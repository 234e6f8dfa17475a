#include "platform/child.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <thread>
#include <utility>

#include "platform/interrupt.hpp"
#include "platform/spawn.hpp"

namespace telepresence::platform {
namespace {

// How long a child that was asked to end may take. Helm needs well under a second; the whole of
// an interrupted install has to be over within five.
constexpr std::chrono::milliseconds grace{2000};

std::unique_ptr<Capture> capture_for(const Command& command, Command::Output output) {
  if (output == Command::Output::inherit) return nullptr;
  return make_capture(command.work, command.capture_limit);
}

// What stays unfinished as long is no line in the making.
constexpr std::chrono::milliseconds until_prompt{250};

// Where nobody sees what it asks, or can answer, a program says so itself.
bool may_ask(const Command& command) {
  return command.prompt && command.terminal == Command::Terminal::keep &&
         command.error_output == Command::Output::capture && ::isatty(STDIN_FILENO) == 1 &&
         ::isatty(STDERR_FILENO) == 1;
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
  // From the end, so that the other places stay right.
  for (auto prompt = prompts_.rbegin(); prompt != prompts_.rend(); ++prompt) {
    if (prompt->begin > outcome_.error_output.size()) continue;  // it was cut
    outcome_.error_output.erase(prompt->begin, prompt->text.size());
  }
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
  auto line = error_output_->unfinished_line();
  const bool is_the_same = line.begin == unfinished_.begin && line.text == unfinished_.text;
  if (!is_the_same || !running()) end_prompt();
  if (!is_the_same) {
    unfinished_ = std::move(line);
    unfinished_since_ = now;
  }
  if (!running() || is_asking_ || unfinished_.text.empty()) return;
  if (now - unfinished_since_ < until_prompt) return;
  is_asking_ = true;
  prompts_.push_back(unfinished_);
  tell(command_.prompt, unfinished_.text);
}

void Child::end_prompt() {
  if (std::exchange(is_asking_, false)) tell(command_.prompt, "");
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
  if (now - started_ <= *command_.time_limit) return;
  outcome_.timed_out = true;
  ask_to_end();
}

void Child::kill_after_grace(RunningClock::time_point now) {
  if (asked_at_ && now - *asked_at_ > grace) ::kill(pid_, SIGKILL);
}

}  // namespace telepresence::platform
