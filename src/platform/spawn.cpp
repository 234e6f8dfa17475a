#include "platform/spawn.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <string>
#include <vector>

#include "platform/pipe.hpp"
#include "platform/terminal.hpp"
#include "util/error.hpp"

#ifdef __linux__
#include <sys/prctl.h>
#endif

namespace telepresence::platform {
namespace {

// No signal arrives while one lives: between fork and exec a child would run the handlers of
// this process, and share what they write to.
class SignalsHeld {
 public:
  SignalsHeld() {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before_);
  }
  SignalsHeld(const SignalsHeld&) = delete;
  SignalsHeld& operator=(const SignalsHeld&) = delete;
  SignalsHeld(SignalsHeld&&) = delete;
  SignalsHeld& operator=(SignalsHeld&&) = delete;
  ~SignalsHeld() { ::pthread_sigmask(SIG_SETMASK, &before_, nullptr); }

  const sigset_t& before() const { return before_; }

 private:
  sigset_t before_{};
};

// What execve wants, built before the fork: there nothing may be allocated any more.
class ExecArguments {
 public:
  explicit ExecArguments(const Command& command) : arguments_(command.arguments) {
    for (const auto& [name, value] : command.environment.variables()) {
      variables_.push_back(fmt::format("{}={}", name, value));
    }
    argv_ = pointers_to(arguments_);
    envp_ = pointers_to(variables_);
  }

  void exec() const { ::execve(argv_[0], argv_.data(), envp_.data()); }

 private:
  static std::vector<char*> pointers_to(std::vector<std::string>& strings) {
    std::vector<char*> pointers;
    pointers.reserve(strings.size() + 1);
    for (auto& text : strings) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
  }

  std::vector<std::string> arguments_;
  std::vector<std::string> variables_;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

// From here to become(): in the child, between fork and exec, where only calls are made that are
// safe after a fork.

// As a program expects to find them; but a hang-up is for this process to pass on.
void reset_signals() {
  for (int number = 1; number < NSIG; ++number) {
    struct sigaction action {};
    if (::sigaction(number, nullptr, &action) != 0) continue;
    if (action.sa_handler != SIG_IGN) ::signal(number, SIG_DFL);
  }
  // This program ignores these for itself.
  ::signal(SIGPIPE, SIG_DFL);
  ::signal(SIGXFSZ, SIG_DFL);
  ::signal(SIGHUP, SIG_IGN);
}

// Keeps Ctrl-C from the child, and leaves it where it may read the terminal: an exec credential
// plugin that asks for a password would be stopped in a process group of its own.
//
// Seen with helm 3.17.3, 3.22.0, 4.1.4 and 4.3.1: list, history, get, status, rollback and
// uninstall keep SIGINT and SIGHUP ignored when they are at their start, as Go programs do. They
// do not keep SIGTERM ignored or blocked. install, upgrade and template ask for SIGINT and SIGTERM
// (signal.Notify) and so get them all the same: of those only questions are shielded, whose
// loss harms nothing.
//
// Without a terminal there is nothing to read, and a group of its own keeps also a SIGTERM to this
// process's group from the child.
void shield(bool has_terminal) {
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_IGN);
  if (!has_terminal) ::setpgid(0, 0);
}

// Whether the parent is still there.
bool end_with_parent(Command::Work work, pid_t parent) {
#ifdef __linux__
  // At work, helm answers SIGINT by marking the release as failed; a SIGKILL would leave it
  // pending. What is shielded from SIGINT finishes its repair.
  ::prctl(PR_SET_PDEATHSIG, work == Command::Work::question ? SIGKILL : SIGINT);
#else
  (void)work;
#endif
  return ::getppid() == parent;
}

bool put_at(int fd, int place) { return fd < 0 || ::dup2(fd, place) >= 0; }

bool gets_stdin(const Command& command) {
  if (command.input != Command::Input::terminal) return command.input == Command::Input::inherit;
  return command.terminal == Command::Terminal::keep && ::isatty(STDIN_FILENO) == 1;
}

// What has nothing to read. An empty root has no /dev/null, and a pipe that nobody writes to does
// as well.
int open_nothing() {
  if (const int null = ::open("/dev/null", O_RDONLY); null >= 0) return null;
  int ends[2] = {-1, -1};
  if (::pipe(ends) != 0) return -1;
  ::close(ends[1]);
  return ends[0];
}

// Returns when it failed, with errno.
void become(const Command& command, const ExecArguments& arguments, int output, int error_output) {
  if (!gets_stdin(command)) {
    const int nothing = open_nothing();
    if (nothing < 0 || ::dup2(nothing, STDIN_FILENO) < 0) return;
  }
  if (put_at(output, STDOUT_FILENO) && put_at(error_output, STDERR_FILENO)) arguments.exec();
}

// What the child's exec failed with; 0 when it did not: then the pipe was closed by it.
int read_exec_error(const FileDescriptor& end) {
  int error = 0;
  ssize_t size = 0;
  do {
    size = ::read(end.get(), &error, sizeof error);
  } while (size < 0 && errno == EINTR);
  return size > 0 ? error : 0;
}

Error cannot_start(const Command& command, const char* what, int error) {
  return Error(ErrorKind::environment,
               fmt::format("cannot {} {}: {}", what, command.arguments.front(), strerror(error)));
}

}  // namespace

pid_t spawn(const Command& command, int output, int error_output) {
  const ExecArguments arguments(command);
  auto exec_error = make_pipe();
  const bool has_terminal = has_controlling_terminal();
  const pid_t parent = ::getpid();
  pid_t child = 0;
  {
    const SignalsHeld held;
    child = ::fork();
    if (child == 0) {
      reset_signals();
      if (command.interrupt == Command::Interrupt::shield) shield(has_terminal);
      if (command.terminal == Command::Terminal::none) ::setsid();
      ::pthread_sigmask(SIG_SETMASK, &held.before(), nullptr);
      if (!end_with_parent(command.work, parent)) ::_exit(127);
      become(command, arguments, output, error_output);
      const int error = errno;
      [[maybe_unused]] const auto written =
          ::write(exec_error.write_end.get(), &error, sizeof error);
      ::_exit(127);
    }
  }
  if (child < 0) throw cannot_start(command, "start", errno);
  exec_error.write_end.close();
  const int error = read_exec_error(exec_error.read_end);
  if (error == 0) return child;
  ::waitpid(child, nullptr, 0);
  throw cannot_start(command, "run", error);
}

}  // namespace telepresence::platform
