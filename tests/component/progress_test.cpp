// cli/report/progress_line on a real pseudo terminal.
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include <catch2/catch.hpp>
#include "cli/report/progress_line.hpp"

using namespace telepresence;

namespace {

// A terminal in the place of stderr while it lives.
class Terminal {
 public:
  Terminal() : ours_(::posix_openpt(O_RDWR | O_NOCTTY)), before_(::dup(STDERR_FILENO)) {
    REQUIRE(ours_ >= 0);
    REQUIRE(::grantpt(ours_) == 0);
    REQUIRE(::unlockpt(ours_) == 0);
    const int theirs = ::open(::ptsname(ours_), O_RDWR | O_NOCTTY);
    REQUIRE(::dup2(theirs, STDERR_FILENO) == STDERR_FILENO);
    ::close(theirs);
  }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;
  Terminal(Terminal&&) = delete;
  Terminal& operator=(Terminal&&) = delete;
  ~Terminal() {
    ::dup2(before_, STDERR_FILENO);
    ::close(before_);
    close();
  }

  void close() {
    if (ours_ >= 0) ::close(std::exchange(ours_, -1));
  }

  // What the last draw has left in the line.
  std::string line() const {
    std::array<char, 65536> buffer;
    const auto size = ::read(ours_, buffer.data(), buffer.size());
    const std::string written(buffer.data(), static_cast<std::size_t>(size > 0 ? size : 0));
    return written.substr(written.rfind('\r') + 1);
  }

 private:
  int ours_;
  int before_;
};

platform::Environment usual_terminal() {
  return platform::Environment(std::map<std::string, std::string>{{"TERM", "xterm"}});
}

}  // namespace

TEST_CASE("a step does not show the transfer of the one before") {
  const Terminal terminal;
  const auto environment = usual_terminal();
  cli::ProgressLine line(environment, false);
  const auto progress = line.callbacks();
  progress.step("Fetching the index");
  CHECK(terminal.line().find("Fetching the index (0 s)") != std::string::npos);
  // Transfers are shown ten times a second.
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  progress.transfer(400000, 800000);
  CHECK(terminal.line().find("Fetching the index [==========          ] 400 of 800 KB") !=
        std::string::npos);
  progress.step("Fetching the chart");
  CHECK(terminal.line().find("Fetching the chart (0 s)") != std::string::npos);
}

TEST_CASE("a terminal that went away is no error of the progress") {
  Terminal terminal;
  const auto environment = usual_terminal();
  cli::ProgressLine line(environment, false);
  const auto progress = line.callbacks();
  progress.step("Installing");
  terminal.close();
  CHECK_NOTHROW(progress.tick());
  CHECK_NOTHROW(progress.step("Putting back"));
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  CHECK_NOTHROW(progress.transfer(1, 2));
}
