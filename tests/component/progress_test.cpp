// cli/report/progress_view on a real pseudo terminal, and without one.
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <map>
#include <string>
#include <thread>
#include <utility>

#include <catch2/catch.hpp>
#include "cli/report/progress_view.hpp"

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

  // What was written since the last call. The kernel hands it over in pieces, a moment later.
  std::string written() const {
    constexpr int moment = 100;  // milliseconds
    std::string all;
    std::array<char, 65536> buffer;
    pollfd ready{ours_, POLLIN, 0};
    do {
      const auto size = ::read(ours_, buffer.data(), buffer.size());
      if (size <= 0) break;
      all.append(buffer.data(), static_cast<std::size_t>(size));
    } while (::poll(&ready, 1, moment) > 0);
    return all;
  }

  void resize(unsigned short columns) const {
    const winsize size{24, columns, 0, 0};
    REQUIRE(::ioctl(ours_, TIOCSWINSZ, &size) == 0);
  }

 private:
  int ours_;
  int before_;
};

// A view on a terminal of its own.
struct Stage {
  explicit Stage(unsigned short columns = 80) { terminal.resize(columns); }

  Terminal terminal;
  platform::Environment environment{std::map<std::string, std::string>{{"TERM", "xterm"}}};
  cli::ProgressView view{environment, false};
  Progress progress = view.callbacks();
};

}  // namespace

TEST_CASE("a step does not show the transfer of the one before") {
  Stage stage;
  auto& terminal = stage.terminal;
  const auto& progress = stage.progress;
  progress.step("Fetching the index");
  CHECK(terminal.written().find("Fetching the index (0 s)") != std::string::npos);
  // Transfers are shown ten times a second.
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  progress.transfer(400000, 800000);
  CHECK(terminal.written().find("Fetching the index [==========          ] 400 of 800 KB") !=
        std::string::npos);
  progress.step("Fetching the chart");
  CHECK(terminal.written().find("Fetching the chart (0 s)") != std::string::npos);
}

TEST_CASE("a terminal that went away is no error of the progress") {
  Stage stage;
  auto& terminal = stage.terminal;
  const auto& progress = stage.progress;
  progress.step("Installing");
  terminal.close();
  CHECK_NOTHROW(progress.tick());
  CHECK_NOTHROW(progress.step("Putting back"));
  std::this_thread::sleep_for(std::chrono::milliseconds(150));
  CHECK_NOTHROW(progress.transfer(1, 2));
}

TEST_CASE("how it stands is drawn below the step, in at most the terminal's width") {
  Stage stage(48);
  auto& terminal = stage.terminal;
  const auto& progress = stage.progress;
  progress.step("Upgrading the Traffic Manager in namespace ambassador to 2.18.1");
  // The time is what tells that it goes on: the step gives way.
  CHECK(terminal.written() == "| Upgrading the Traffic Manager in names… (0 s)");
  progress.standing({{"Deployment traffic-manager: 0 of 1 replicas available",
                      "pod traffic-manager-1: Tür\x1b[2J"},
                     "5m0s"});
  CHECK(terminal.written() ==
        "\r\x1b[J/ Upgrading the Traffic Manager … (0 s of 5m0s)\r\n"
        "  Deployment traffic-manager: 0 of 1 replicas …\r\n"
        "  pod traffic-manager-1: Tür\\x1b[2J");
  progress.standing({{"Deployment traffic-manager: ready"}, "5m0s"});
  CHECK(terminal.written().starts_with("\r\x1b[2A\x1b[J- Upgrading"));
  // The terminal has broken both lines when it became narrower.
  terminal.resize(24);
  stage.view.clear();
  CHECK(terminal.written() == "\r\x1b[3A\x1b[J");
  stage.view.clear();
  progress.step("x");
  CHECK(terminal.written().find("\x1b[") == std::string::npos);
}

TEST_CASE("of many lines the first are drawn") {
  Stage stage(80);
  auto& terminal = stage.terminal;
  const auto& progress = stage.progress;
  progress.step("Installing");
  progress.standing({{"1", "2", "3", "4", "5", "6", "7", "8"}, ""});
  const auto written = terminal.written();
  CHECK(written.find("  6\r\n  and 2 more") != std::string::npos);
}
