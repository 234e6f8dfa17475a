// platform/children: sets of running programs, against real processes, signals and terminals.
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <stdexcept>
#include <string>
#include <thread>

#include "expect_error.hpp"
#include "platform/capture.hpp"
#include "platform/children.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "platform/running_clock.hpp"
#include "processes.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using namespace telepresence::platform;
using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::comes_true;
using testing::DelayedSignal;
using testing::error_of;
using testing::shell;

namespace {

using Clock = std::chrono::steady_clock;

Command question(const std::string& script, std::size_t limit) {
  auto command = shell(script);
  command.work = Command::Work::question;
  command.capture_limit = limit;
  return command;
}

Command with_limit(Command command, milliseconds limit) {
  command.time_limit = limit;
  return command;
}

Command shielded(Command command) {
  command.interrupt = Command::Interrupt::shield;
  return command;
}

void wait_for(Children& children, Children::Id id) {
  const auto end = Clock::now() + seconds(30);
  while (children.running(id) && Clock::now() < end) children.wait(seconds(1));
  REQUIRE_FALSE(children.running(id));
}

Outcome outcome_of(Children& children, Children::Id id) {
  wait_for(children, id);
  return children.take(id);
}

std::string content(const std::filesystem::path& file) {
  return read_file_if_present(file, 1000).value_or("");
}

// Runs `body` in a process of its own, which `meanwhile` may disturb; whether it gave true.
bool in_own_process(
    const std::function<bool()>& body, const std::function<void(pid_t)>& meanwhile = [](pid_t) {}) {
  const pid_t process = ::fork();
  if (process == 0) {
    bool good = false;
    try {
      good = body();
    } catch (...) {
      good = false;
    }
    ::_exit(good ? 0 : 1);
  }
  meanwhile(process);
  int status = 0;
  ::waitpid(process, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("programs start at any time, and end each by itself") {
  Children children;
  const auto slow = children.start(shell("sleep 1; echo slow; exit 4"));
  children.wait(milliseconds(200));
  CHECK(children.running(slow));
  const auto quick = children.start(shell("echo quick"));
  CHECK(children.running() == 2);
  CHECK(outcome_of(children, quick).output == "quick\n");
  CHECK(children.running(slow));
  CHECK(children.running() == 1);
  const auto outcome = outcome_of(children, slow);
  CHECK(outcome.output == "slow\n");
  CHECK(outcome.exit_code == 4);
  CHECK(children.running() == 0);
}

TEST_CASE("a wait ends when its time has passed, and at once when nothing runs") {
  Children children;
  auto began = Clock::now();
  children.wait(seconds(20));
  CHECK(Clock::now() - began < seconds(5));
  children.start(shell("exec sleep 30"));
  began = Clock::now();
  children.wait(milliseconds(300));
  CHECK(Clock::now() - began >= milliseconds(300));
  CHECK(Clock::now() - began < seconds(10));
  CHECK(children.running() == 1);
}

TEST_CASE("each child has its own time limit") {
  const auto began = Clock::now();
  Children children;
  const auto first = children.start(with_limit(shell("exec sleep 30"), milliseconds(200)));
  const auto second = children.start(with_limit(shell("exec sleep 30"), milliseconds(1500)));
  const auto free = children.start(shell("sleep 2; echo done"));
  CHECK(outcome_of(children, first).timed_out);
  CHECK(children.running(second));
  CHECK(outcome_of(children, second).timed_out);
  CHECK(Clock::now() - began >= milliseconds(1500));
  CHECK(children.running(free));
  CHECK(outcome_of(children, free).succeeded());
}

TEST_CASE("a child that is to end is asked first") {
  Children children;
  const auto tidy =
      children.start(shell("trap 'echo tidy; exit 7' INT; echo; while :; do sleep 0.05; done"));
  const auto deaf = children.start(shell("trap '' INT; exec sleep 30"));
  const auto other = children.start(shell("sleep 3.5; echo other"));
  children.wait(milliseconds(300));
  children.end(tidy);
  children.end(deaf);
  const auto outcome = outcome_of(children, tidy);
  CHECK(outcome.output == "\ntidy\n");
  CHECK(outcome.exit_code == 7);
  CHECK_FALSE(outcome.timed_out);
  CHECK(outcome_of(children, deaf).exit_code == 128 + SIGKILL);
  CHECK(outcome_of(children, other).output == "other\n");
}

TEST_CASE("a set that goes away lets its children tidy up") {
  const testing::TemporaryFolder folder;
  const auto file = (folder.path() / "file").string();
  const auto script = "trap 'sleep 0.5; echo tidy > " + file + "; exit' INT; echo > " + file +
                      "; while :; do sleep 0.05; done";
  const auto start_in = [&](Children& children) {
    children.start(shell(script));
    REQUIRE(comes_true([&] { return content(file) == "\n"; }));
  };
  SECTION("at its end") {
    Children children;
    start_in(children);
  }
  SECTION("when something throws") {
    try {
      Children children;
      start_in(children);
      throw std::runtime_error("a failure of the caller's");
    } catch (const std::runtime_error&) {
    }
  }
  CHECK(content(file) == "tidy\n");
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("a set that goes away kills what does not end, all in the same two seconds") {
  const auto began = Clock::now();
  {
    Children children;
    for (int i = 0; i < 4; ++i) children.start(shell("trap '' INT; exec sleep 30"));
    children.wait(milliseconds(300));
  }
  CHECK(Clock::now() - began < seconds(6));
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);
}

TEST_CASE("two sets that are used in turn lose nothing") {
  Children first;
  Children second;
  const auto one = first.start(shell("sleep 0.2; echo one"));
  const auto two = second.start(shell("sleep 0.3; echo two"));
  for (int i = 0; i < 20; ++i) {
    first.wait(milliseconds(20));
    second.wait(milliseconds(20));
  }
  // The second has slept through the end of the first's, and the other way round.
  CHECK(outcome_of(second, two).output == "two\n");
  CHECK(outcome_of(first, one).output == "one\n");
}

TEST_CASE("programs can run inside of another one's tick") {
  int ticks = 0;
  std::string inner;
  const auto outcome = run(shell("sleep 0.5; echo outer"), [&] {
    if (++ticks > 1) return;
    // The outer one ends while this one runs.
    inner = run(shell("sleep 1; echo inner")).output;
  });
  CHECK(inner == "inner\n");
  CHECK(outcome.output == "outer\n");
  CHECK(outcome.succeeded());
}

TEST_CASE("a tick that throws disturbs no program, and is called again") {
  int ticks = 0;
  const auto outcome = run(shell("sleep 0.6; echo done"), [&] {
    ++ticks;
    throw std::runtime_error("the terminal is gone");
  });
  CHECK(outcome.output == "done\n");
  CHECK(outcome.succeeded());
  CHECK(ticks >= 2);
}

TEST_CASE("when one of several cannot be started, none is left behind") {
  auto missing = shell("");
  missing.arguments = {"/nowhere/program"};
  const auto error = error_of([&] { run_all({shell("exec sleep 30"), missing}); });
  CHECK(error.kind() == ErrorKind::environment);
  CHECK(::waitpid(-1, nullptr, WNOHANG) == -1);

  Children children;
  const auto good = children.start(shell("sleep 0.2; echo good"));
  CHECK(error_of([&] { children.start(missing); }).kind() == ErrorKind::environment);
  CHECK(children.running() == 1);
  CHECK(outcome_of(children, good).output == "good\n");
}

TEST_CASE("a question that prints too much is ended, and is no answer") {
  const auto began = Clock::now();
  const auto outcome = run(question("head -c 1500000000 /dev/zero; exec sleep 30", 5000000));
  CHECK(Clock::now() - began < seconds(20));
  CHECK(outcome.output_cut);
  CHECK(outcome.output.size() == 5000000);
  CHECK_FALSE(outcome.succeeded());
  CHECK_FALSE(outcome.timed_out);
}

TEST_CASE("the limit itself is not too much, a byte more is") {
  for (const auto* stream : {"", " >&2"}) {
    const auto script = std::string("printf 12345") + stream;
    const auto whole = run(question(script, 5));
    CHECK(whole.succeeded());
    CHECK_FALSE(whole.output_cut);
    CHECK(whole.output + whole.error_output == "12345");
    const auto cut = run(question(script, 4));
    CHECK(cut.output_cut);
    CHECK(cut.output + cut.error_output == "1234");
    CHECK_FALSE(cut.succeeded());
  }
}

TEST_CASE("an operation that prints too much goes on") {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "file";
  auto command =
      shell("head -c 3000000 /dev/zero; sleep 0.5; echo end >&2; echo done > " + file.string());
  command.capture_limit = 1000;
  const auto outcome = run(command);
  CHECK(outcome.succeeded());
  CHECK(outcome.output_cut);
  CHECK(outcome.output.size() == 1000);
  CHECK(outcome.error_output == "end\n");
  CHECK(content(file) == "done\n");
}

TEST_CASE("what an operation prints beyond the limit is not kept") {
  constexpr std::size_t size = 8000000;
  const auto capture = make_capture(Command::Work::operation, 100000);
  const std::string text(size, 'x');
  struct stat status {};
  for (int i = 0; i < 3; ++i) {
    REQUIRE(::write(capture->child_end(), text.data(), size) == size);
    capture->collect();
    REQUIRE(::fstat(capture->child_end(), &status) == 0);
    CHECK(status.st_blocks * 512 < 1000000);
  }
  CHECK(capture->is_cut());
  CHECK(capture->take() == std::string(100000, 'x'));
}

TEST_CASE("a question may close its output and go on, and leave it to others") {
  const auto outcome = run(question("echo first; exec >&- 2>&-; sleep 0.3; exit 3", 1000));
  CHECK(outcome.output == "first\n");
  CHECK(outcome.exit_code == 3);
  const auto began = Clock::now();
  CHECK(run(question("sleep 20 & echo done", 1000)).output == "done\n");
  CHECK(Clock::now() - began < seconds(10));
}

TEST_CASE("F17: a time limit does not pass while this program is stopped") {
  const bool good = in_own_process(
      [] {
        const auto outcome = run(with_limit(shell("sleep 5; echo done"), seconds(4)));
        return outcome.succeeded() && outcome.output == "done\n";
      },
      [](pid_t process) {
        std::this_thread::sleep_for(milliseconds(500));
        ::kill(process, SIGSTOP);
        std::this_thread::sleep_for(seconds(4));
        ::kill(process, SIGCONT);
      });
  CHECK(good);
}

TEST_CASE("running time goes on inside of a tick that waits") {
  // Of a limit that is looked at seldom a second a look would be counted.
  bool waited = false;
  const auto outcome = run(with_limit(shell("exec sleep 4"), milliseconds(2500)), [&] {
    if (!std::exchange(waited, true)) run(shell("exec sleep 3"));
  });
  CHECK(outcome.timed_out);
}

TEST_CASE("a hang-up of the terminal is kept from every child") {
  CHECK(run(shell("kill -HUP $$; echo alive")).output == "alive\n");
}

TEST_CASE("a shielded child ignores what would interrupt it") {
  const auto* const script = "kill -INT $$; kill -TERM $$; kill -HUP $$; echo repaired";
  CHECK(run(shielded(shell(script))).output == "repaired\n");
  CHECK(run(shell(script)).exit_code == 128 + SIGINT);
}

TEST_CASE("an interrupt is told to all children of a set, and to none that starts later") {
  const InterruptWatch watch(false);
  const DelayedSignal signal(SIGINT, milliseconds(300));
  Children children;
  const auto first = children.start(shell("exec sleep 30"));
  const auto second = children.start(shell("exec sleep 30"));
  const auto repair = children.start(shielded(shell("sleep 1.5; echo repaired")));
  children.wait(seconds(20));
  CHECK(interrupted());
  CHECK(outcome_of(children, first).interrupted);
  CHECK(outcome_of(children, second).exit_code == 128 + SIGINT);
  const auto late = children.start(shell("echo started"));
  CHECK_FALSE(children.running(late));
  CHECK(children.take(late).interrupted);
  CHECK(outcome_of(children, repair).output == "repaired\n");
}

#ifdef __linux__
namespace {

class PseudoTerminal {
 public:
  PseudoTerminal() : ours_(::posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(ours_ >= 0);
    REQUIRE(::grantpt(ours_) == 0);
    REQUIRE(::unlockpt(ours_) == 0);
    name_ = ::ptsname(ours_);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;
  PseudoTerminal(PseudoTerminal&&) = delete;
  PseudoTerminal& operator=(PseudoTerminal&&) = delete;
  ~PseudoTerminal() { ::close(ours_); }

  void type(const std::string& text) const {
    REQUIRE(::write(ours_, text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }

  // In a process of its own: makes it that one's. The end that is read, or a negative number.
  int take() const {
    ::setsid();
    const int theirs = ::open(name_.c_str(), O_RDWR);
    return theirs >= 0 && ::ioctl(theirs, TIOCSCTTY, 0) == 0 ? theirs : -1;
  }

 private:
  int ours_;
  std::string name_;
};

}  // namespace

TEST_CASE("C4: what a child asks on its stderr is handed on, and is no part of what it said") {
  const auto work = GENERATE(Command::Work::question, Command::Work::operation);
  const PseudoTerminal terminal;
  const auto heard_from = [&](const char* script, const std::string& error_output) {
    std::string heard;
    auto command = with_limit(shell(script), seconds(10));
    command.work = work;
    command.input = Command::Input::terminal;
    command.prompt = [&](const std::string& text) {
      heard += "<" + text + ">";
      if (!text.empty()) terminal.type("answer\n");
    };
    return run(command).error_output == error_output ? heard : "other words on stderr";
  };
  const bool asks = in_own_process([&] {
    const int theirs = terminal.take();
    if (theirs < 0) return false;
    ::dup2(theirs, STDIN_FILENO);
    ::dup2(theirs, STDERR_FILENO);
    return heard_from("printf 'User: ' >&2; read a; printf 'Password: ' >&2; read b; echo bye >&2",
                      "bye\n") == "<User: ><><Password: ><>" &&
           heard_from("echo hello >&2; printf 'User: ' >&2; read a", "hello\n") == "<User: ><>" &&
           // The last words of what failed are no question, though they stood for a while.
           heard_from("printf 'no login' >&2; sleep 0.6; exit 1", "no login") == "<no login><>";
  });
  CHECK(asks);
}

TEST_CASE("a shielded child may read the terminal, and has its own group without one") {
  const PseudoTerminal terminal;
  const auto group_of_child = [] {
    return std::stoi(run(shielded(shell("cut -d' ' -f5 /proc/$$/stat"))).output);
  };
  const bool reads = in_own_process(
      [&] {
        if (terminal.take() < 0) return false;
        auto command = shielded(shell("read line < /dev/tty; echo \"$line\""));
        return run(with_limit(command, seconds(5))).output == "password\n" &&
               group_of_child() == ::getpgrp();
      },
      [&](pid_t) { terminal.type("password\n"); });
  CHECK(reads);
  CHECK(in_own_process([&] {
    ::setsid();
    return group_of_child() != ::getpgrp();
  }));
}
#endif
