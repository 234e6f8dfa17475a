// platform/ against the operating system: real processes, signals and files.
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <thread>

#include "expect_error.hpp"
#include "platform/children.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "platform/parent.hpp"
#include "platform/program.hpp"
#include "platform/staged.hpp"
#include "processes.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using namespace telepresence::platform;
using testing::DelayedSignal;
using testing::error_of;
using testing::shell;
using Variables = std::map<std::string, std::string>;
using std::chrono::milliseconds;

TEST_CASE("a command's output, errors and exit status are kept apart") {
  const auto outcome = run(shell("echo out; echo err >&2; exit 3"));
  CHECK(outcome.output == "out\n");
  CHECK(outcome.error_output == "err\n");
  CHECK(outcome.exit_code == 3);
  CHECK_FALSE(outcome.succeeded());
}

TEST_CASE("more output than a pipe holds is read whole") {
  const auto outcome = run(shell("head -c 3000000 /dev/zero; head -c 2000000 /dev/zero >&2"));
  CHECK(outcome.output.size() == 3000000);
  CHECK(outcome.error_output.size() == 2000000);
  CHECK(outcome.succeeded());
}

TEST_CASE("arguments and variables arrive as they are, and no others") {
  auto command = shell("");
  command.arguments = {"/usr/bin/env", "printf", "%s|", "a b", "$HOME", "", "'"};
  CHECK(run(command).output == "a b|$HOME||'|");
  command.arguments = {"/usr/bin/env"};
  command.environment = Environment(Variables{{"ONLY", "this one"}});
  CHECK(run(command).output == "ONLY=this one\n");
}

TEST_CASE("stdin is empty unless it is passed on") { CHECK(run(shell("cat")).output.empty()); }

TEST_CASE("a program that is not there is an error that names it") {
  auto command = shell("");
  command.arguments = {"/nowhere/program"};
  const auto error = error_of([&] { run(command); });
  CHECK(error.kind() == ErrorKind::environment);
  CHECK(std::string(error.what()).find("/nowhere/program") != std::string::npos);
}

TEST_CASE("a time limit ends the child") {
  auto command = shell("exec sleep 30");
  command.time_limit = milliseconds(200);
  const auto outcome = run(command);
  CHECK(outcome.timed_out);
  CHECK_FALSE(outcome.succeeded());
  CHECK(outcome.exit_code == 128 + SIGINT);
}

TEST_CASE("a child that ignores its time limit is killed") {
  auto command = shell("trap '' INT; exec sleep 30");
  command.time_limit = milliseconds(200);
  const auto outcome = run(command);
  CHECK(outcome.timed_out);
  CHECK(outcome.exit_code == 128 + SIGKILL);
}

TEST_CASE("a grandchild that keeps the pipes does not keep us waiting") {
  const auto began = std::chrono::steady_clock::now();
  const auto outcome = run(shell("sleep 20 & echo done"));
  CHECK(outcome.output == "done\n");
  CHECK(std::chrono::steady_clock::now() - began < std::chrono::seconds(10));
}

TEST_CASE("several commands run at the same time, outcomes in their order") {
  // The first can only end after the second has begun.
  const testing::TemporaryFolder folder;
  const auto fifo = (folder.path() / "fifo").string();
  REQUIRE(::mkfifo(fifo.c_str(), 0600) == 0);
  const auto outcomes = run_all({shell("cat " + fifo), shell("echo hello > " + fifo)});
  CHECK(outcomes[0].output == "hello\n");
  CHECK(outcomes[1].succeeded());
}

TEST_CASE("an interrupt reaches the child, which may end by itself") {
  const InterruptWatch watch(false);
  const DelayedSignal signal(SIGINT, milliseconds(300));
  const auto outcome = run(shell("trap 'echo cleaned; exit 7' INT; while :; do sleep 0.05; done"));
  CHECK(outcome.interrupted);
  CHECK(outcome.output == "cleaned\n");
  CHECK(outcome.exit_code == 7);
}

TEST_CASE("a child that ignores the interrupt is ended") {
  const InterruptWatch watch(false);
  const DelayedSignal signal(SIGTERM, milliseconds(200));
  const auto outcome = run(shell("trap '' INT; exec sleep 30"));
  CHECK(outcome.interrupted);
  CHECK(outcome.exit_code == 128 + SIGKILL);
}

TEST_CASE("a shielded child is not disturbed, and nothing else starts any more") {
  const InterruptWatch watch(false);
  ::kill(::getpid(), SIGINT);
  REQUIRE(interrupted());
  auto repair = shell("sleep 0.3; echo repaired");
  repair.interrupt = Command::Interrupt::shield;
  CHECK(run(repair).output == "repaired\n");
  const auto outcome = run(shell("echo started"));
  CHECK(outcome.interrupted);
  CHECK(outcome.exit_code == 128 + SIGINT);
  CHECK(outcome.output.empty());
}

TEST_CASE("a child that did its work in spite of the interrupt succeeded") {
  const InterruptWatch watch(false);
  const DelayedSignal signal(SIGINT, milliseconds(200));
  const auto outcome = run(shell("trap '' INT; sleep 0.6; echo finished"));
  CHECK(outcome.succeeded());
  CHECK(outcome.output == "finished\n");
}

TEST_CASE("a child ends when this process is killed") {
#ifdef __linux__
  const testing::TemporaryFolder folder;
  const auto pid_file = (folder.path() / "pid").string();
  const pid_t parent = ::fork();
  if (parent == 0) {
    run(shell("echo $$ > " + pid_file + "; exec sleep 30"));
    ::_exit(0);
  }
  std::string pid;
  for (int i = 0; i < 100 && !pid.ends_with('\n'); ++i) {
    std::this_thread::sleep_for(milliseconds(50));
    pid = read_file_if_present(pid_file, 1000).value_or("");
  }
  REQUIRE(pid.ends_with('\n'));
  ::kill(parent, SIGKILL);
  ::waitpid(parent, nullptr, 0);
  const auto stat_file = "/proc/" + pid.substr(0, pid.size() - 1) + "/stat";
  // Gone, or a zombie that nobody has collected yet.
  const auto ended = [&] {
    const auto stat = read_file_if_present(stat_file, 65536);
    return !stat || stat->find(") Z ") != std::string::npos;
  };
  for (int i = 0; i < 100 && !ended(); ++i) std::this_thread::sleep_for(milliseconds(50));
  CHECK(ended());
#endif
}

TEST_CASE("the parent's command line and environment are seen") {
  const auto parent = read_parent();
  REQUIRE(parent);
  CHECK_FALSE(parent->arguments.empty());
}

TEST_CASE("a file is written whole, and a folder is made for it") {
  const testing::TemporaryFolder folder;
  const auto file = folder.path() / "a" / "b" / "file";
  write_file_atomically(file, "one");
  write_file_atomically(file, "two");
  CHECK(read_file(file, 3) == "two");
  CHECK(std::distance(std::filesystem::directory_iterator(file.parent_path()), {}) == 1);
}

TEST_CASE("a file that cannot be read is told from one that is not there") {
  const testing::TemporaryFolder folder;
  CHECK_FALSE(read_file_if_present(folder.path() / "none", 1));
  CHECK(error_of([&] { read_file_if_present(folder.path(), 1); }).kind() == ErrorKind::input);
  CHECK(error_of([&] { read_file(folder.path() / "none", 1); }).kind() == ErrorKind::input);
}

TEST_CASE("a file that is too large is refused, a device without an end too") {
  const testing::TemporaryFolder folder;
  const auto file = folder.write("file", "12345");
  CHECK(read_file(file, 5) == "12345");
  CHECK(error_of([&] { read_file(file, 4); }).what() == file.string() + ": larger than 4 bytes");
  const auto error = error_of([] { read_file("/dev/zero", 1U << 20U); });
  CHECK(error.what() == std::string("/dev/zero: larger than 1 MiB"));
  CHECK(read_file("/dev/null", 0).empty());
}

TEST_CASE("nobody is waited for who might write to a pipe") {
  const testing::TemporaryFolder folder;
  const auto pipe = folder.path() / "pipe";
  REQUIRE(::mkfifo(pipe.c_str(), 0600) == 0);
  CHECK(error_of([&] { read_file(pipe, 100); }).what() == pipe.string() + ": a pipe, not a file");
}

TEST_CASE("find_program looks in the folders of PATH") {
  const testing::TemporaryFolder folder;
  const auto program = folder.write("bin/program", "#!/bin/sh\n");
  const Environment environment(
      Variables{{"PATH", "/nowhere:" + (folder.path() / "bin").string()}});
  CHECK_FALSE(find_program("program", environment));  // may not be run
  ::chmod(program.c_str(), 0755);
  CHECK(find_program("program", environment) == program);
  CHECK(find_program(program.string(), Environment()) == program);
  CHECK_FALSE(
      find_program("bin", Environment(Variables{{"PATH", folder.path().string()}})));  // a folder
}

TEST_CASE("what lies in the current folder is not found by PATH") {
  const testing::TemporaryFolder folder;
  ::chmod(folder.write("program", "#!/bin/sh\n").c_str(), 0755);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  for (const auto* path : {"", ":", "/nowhere:", ".", "./", "../"}) {
    INFO(path);
    CHECK_FALSE(find_program("program", Environment(Variables{{"PATH", path}})));
  }
  CHECK(find_program("./program", Environment()) == "./program");
  std::filesystem::current_path(before);
}

// In a child: what happens to it when a second signal comes, and whether it asks for the first.
int exit_status_after_two_signals(bool asks) {
  const auto pid = ::fork();
  if (pid == 0) {
    const InterruptWatch watch(false);
    for (int i = 0; i < 2; ++i) {
      ::kill(::getpid(), SIGINT);
      if (asks) interrupted();
      std::this_thread::sleep_for(milliseconds(700));
    }
    ::_exit(0);
  }
  int status = 0;
  ::waitpid(pid, &status, 0);
  return WEXITSTATUS(status);
}

TEST_CASE("a second Ctrl-C ends a program that does not notice the first") {
  CHECK(exit_status_after_two_signals(false) == 130);
  CHECK(exit_status_after_two_signals(true) == 0);
}

TEST_CASE("a hang-up that was ignored before, as under nohup, is no interrupt") {
  const auto before = ::signal(SIGHUP, SIG_IGN);
  {
    const InterruptWatch watch(false);
    ::kill(::getpid(), SIGHUP);
    CHECK_FALSE(interrupted());
  }
  ::signal(SIGHUP, SIG_DFL);
  {
    const InterruptWatch watch(false);
    ::kill(::getpid(), SIGHUP);
    CHECK(interrupted());
  }
  ::signal(SIGHUP, before);
}
