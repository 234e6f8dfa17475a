#include "platform/children.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "platform/interrupt.hpp"
#include "util/error.hpp"

#ifdef __linux__
#include <sys/mman.h>
#include <sys/prctl.h>
#else
#include <filesystem>
#endif

namespace telepresence::platform {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How long an interrupted child may take to end by itself. Helm needs well under a
// second; the whole of an interrupted install has to be over within five.
constexpr milliseconds interrupt_grace{2000};
constexpr milliseconds tick_interval{100};

class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_.data()) != 0) {
      throw Error(ErrorKind::environment, fmt::format("cannot make a pipe: {}", strerror(errno)));
    }
    for (const int fd : ends_) ::fcntl(fd, F_SETFD, FD_CLOEXEC);
  }
  Pipe(Pipe&& other) noexcept : ends_(std::exchange(other.ends_, {-1, -1})) {}
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  Pipe& operator=(Pipe&&) = delete;
  ~Pipe() {
    close_read();
    close_write();
  }
  int read_end() const { return ends_[0]; }
  int write_end() const { return ends_[1]; }
  void close_read() { close_end(0); }
  void close_write() { close_end(1); }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(std::exchange(ends_[end], -1));
  }
  std::array<int, 2> ends_{-1, -1};
};

std::vector<char*> pointers_to(std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  pointers.reserve(strings.size() + 1);
  for (auto& text : strings) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

// Where a child's output goes: a file without a name. Not a pipe: when this process is
// killed, a pipe would break, and helm die of it before it has marked its release.
class Capture {
 public:
  Capture() : fd_(open_nameless()) {
    if (fd_ < 0) {
      throw Error(ErrorKind::environment,
                  fmt::format("cannot make a temporary file: {}", strerror(errno)));
    }
  }
  Capture(Capture&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  Capture& operator=(Capture&&) = delete;
  ~Capture() {
    if (fd_ >= 0) ::close(fd_);
  }

  int fd() const { return fd_; }

  std::string read() const {
    std::string text;
    std::array<char, 65536> buffer;
    for (;;) {
      const auto size = ::pread(fd_, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) {
        throw Error(ErrorKind::environment,
                    fmt::format("cannot read a program's output: {}", strerror(errno)));
      }
      if (size == 0) return text;
      text.append(buffer.data(), static_cast<std::size_t>(size));
    }
  }

 private:
  static int open_nameless() {
#ifdef __linux__
    return ::memfd_create("output", MFD_CLOEXEC);
#else
    std::string name = (std::filesystem::temp_directory_path() / "telepresence.XXXXXX").string();
    const int fd = ::mkstemp(name.data());
    if (fd < 0) return fd;
    ::unlink(name.c_str());
    ::fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
#endif
  }

  int fd_;
};

// While one lives, the end of a child makes wake_fd() readable.
class ChildWatch {
 public:
  ChildWatch() {
    for (const int fd : {pipe_.read_end(), pipe_.write_end()}) ::fcntl(fd, F_SETFL, O_NONBLOCK);
    wake_end = pipe_.write_end();
    struct sigaction action {};
    action.sa_handler = [](int) {
      const int saved = errno;
      // A full pipe has woken poll() already.
      [[maybe_unused]] const auto written = ::write(wake_end, "!", 1);
      errno = saved;
    };
    action.sa_flags = SA_NOCLDSTOP;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGCHLD, &action, &previous_);
  }
  ChildWatch(const ChildWatch&) = delete;
  ChildWatch& operator=(const ChildWatch&) = delete;
  ChildWatch(ChildWatch&&) = delete;
  ChildWatch& operator=(ChildWatch&&) = delete;
  ~ChildWatch() { ::sigaction(SIGCHLD, &previous_, nullptr); }

  // Until a child ended, an interrupt came, or a tick has passed.
  void wait(bool interrupt_came) const {
    std::array<pollfd, 2> fds = {{{pipe_.read_end(), POLLIN, 0}, {interrupt_fd(), POLLIN, 0}}};
    // Once it came, its pipe stays readable and would only keep us from sleeping.
    if (interrupt_came) fds[1].fd = -1;
    ::poll(fds.data(), fds.size(), static_cast<int>(tick_interval.count()));
    std::array<char, 64> drained;
    while (::read(pipe_.read_end(), drained.data(), drained.size()) > 0) {
    }
  }

 private:
  // For the handler, which can only reach globals.
  static inline volatile std::sig_atomic_t wake_end = -1;

  Pipe pipe_;
  struct sigaction previous_ {};
};

// One running child.
class Child {
 public:
  explicit Child(const Command& command) : command_(command), started_(Clock::now()) {
    std::vector<std::string> arguments = command.arguments;
    std::vector<std::string> variables;
    for (const auto& [name, value] : command.environment.variables()) {
      variables.push_back(fmt::format("{}={}", name, value));
    }
    const auto argv = pointers_to(arguments);
    const auto envp = pointers_to(variables);
    Pipe exec_error;
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0) {
      throw Error(ErrorKind::environment,
                  fmt::format("cannot start {}: {}", arguments.front(), strerror(errno)));
    }
    if (pid_ == 0) {
      become(argv.data(), envp.data(), parent);
      const int error = errno;
      [[maybe_unused]] const auto written = ::write(exec_error.write_end(), &error, sizeof error);
      ::_exit(127);
    }
    exec_error.close_write();
    int error = 0;
    ssize_t size = 0;
    do {
      size = ::read(exec_error.read_end(), &error, sizeof error);
    } while (size < 0 && errno == EINTR);
    if (size > 0) {
      ::waitpid(pid_, nullptr, 0);
      pid_ = -1;
      throw Error(ErrorKind::environment,
                  fmt::format("cannot run {}: {}", arguments.front(), strerror(error)));
    }
  }
  Child(Child&& other) noexcept
      : command_(other.command_),
        started_(other.started_),
        pid_(std::exchange(other.pid_, -1)),
        output_(std::move(other.output_)),
        error_output_(std::move(other.error_output_)) {}
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  Child& operator=(Child&&) = delete;
  ~Child() {
    // Only when something threw while it ran: no child is left behind.
    if (pid_ <= 0) return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
  }

  bool running() const { return pid_ > 0; }

  // Reaps the child if it has ended; asks it to end, or ends it, if it is time to.
  void advance(bool interrupt_came) {
    if (!running()) return;
    const auto now = Clock::now();
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      pid_ = -1;
      outcome_.exit_code = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
      // Asked again: a Ctrl-C may have ended the child before this process saw it. A child
      // that finished its work in spite of it was not interrupted.
      outcome_.interrupted = outcome_.exit_code != 0 && interrupted() &&
                             command_.interrupt == Command::Interrupt::forward;
      return;
    }
    if (interrupt_came && command_.interrupt == Command::Interrupt::forward) {
      if (!interrupted_at_) {
        // A terminal has told it already; a second SIGINT does helm no harm.
        ::kill(pid_, SIGINT);
        interrupted_at_ = now;
      } else if (now - *interrupted_at_ > interrupt_grace) {
        ::kill(pid_, SIGKILL);
      }
    }
    if (command_.time_limit && now - started_ > *command_.time_limit) {
      outcome_.timed_out = true;
      ::kill(pid_, SIGKILL);
    }
  }

  // After it has ended.
  Outcome take_outcome() {
    outcome_.output = output_.read();
    outcome_.error_output = error_output_.read();
    return std::move(outcome_);
  }

 private:
  // In the child, between fork and exec: only calls that are safe there. Returns when
  // exec failed.
  void become(char* const* argv, char* const* envp, pid_t parent) const {
    ::signal(SIGPIPE, SIG_DFL);
    if (command_.interrupt == Command::Interrupt::shield) ::setpgid(0, 0);
#ifdef __linux__
    // Helm answers SIGINT by marking the release as failed; a SIGKILL would leave it pending.
    ::prctl(PR_SET_PDEATHSIG, SIGINT);
    if (::getppid() != parent) ::_exit(127);
#else
    (void)parent;
#endif
    if (command_.input == Command::Input::none) {
      const int null = ::open("/dev/null", O_RDONLY);
      if (null < 0 || ::dup2(null, STDIN_FILENO) < 0) return;
    }
    if (command_.output == Command::Output::capture && ::dup2(output_.fd(), STDOUT_FILENO) < 0) {
      return;
    }
    if (command_.error_output == Command::Output::capture &&
        ::dup2(error_output_.fd(), STDERR_FILENO) < 0) {
      return;
    }
    ::execve(argv[0], argv, envp);
  }

  const Command& command_;
  Clock::time_point started_;
  std::optional<Clock::time_point> interrupted_at_;
  pid_t pid_ = -1;
  Capture output_;
  Capture error_output_;
  Outcome outcome_;
};

bool nothing_may_start(const std::vector<Command>& commands) {
  return interrupted() && std::any_of(commands.begin(), commands.end(), [](const Command& c) {
           return c.interrupt == Command::Interrupt::forward;
         });
}

}  // namespace

std::vector<Outcome> run_all(const std::vector<Command>& commands, const Tick& tick) {
  if (nothing_may_start(commands)) {
    Outcome not_started;
    not_started.exit_code = 128 + SIGINT;
    not_started.interrupted = true;
    return std::vector<Outcome>(commands.size(), not_started);
  }
  const ChildWatch watch;
  std::vector<Child> children;
  children.reserve(commands.size());
  for (const auto& command : commands) children.emplace_back(command);
  auto next_tick = Clock::now() + tick_interval;
  while (std::any_of(children.begin(), children.end(),
                     [](const Child& child) { return child.running(); })) {
    const bool interrupt_came = interrupted();
    watch.wait(interrupt_came);
    for (auto& child : children) child.advance(interrupt_came);
    if (tick && Clock::now() >= next_tick) {
      tick();
      next_tick = Clock::now() + tick_interval;
    }
  }
  std::vector<Outcome> outcomes;
  outcomes.reserve(children.size());
  for (auto& child : children) outcomes.push_back(child.take_outcome());
  return outcomes;
}

Outcome run(const Command& command, const Tick& tick) {
  return std::move(run_all({command}, tick).front());
}

}  // namespace telepresence::platform
