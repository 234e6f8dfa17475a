#include "platform/terminal.hpp"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <charconv>
#include <string>

#include "platform/file_descriptor.hpp"

namespace telepresence::platform {

bool is_terminal(int fd, const Environment& environment) {
  return ::isatty(fd) == 1 && environment.get("TERM") != "dumb";
}

bool is_in_foreground(int fd) {
  const auto group = ::tcgetpgrp(fd);
  // A terminal that is not this session's has no foreground.
  return group < 0 || group == ::getpgrp();
}

bool echoes(int fd) {
  termios settings{};
  return ::tcgetattr(fd, &settings) == 0 && (settings.c_lflag & ECHO) != 0;
}

std::size_t terminal_width(int fd, const Environment& environment) {
  winsize size{};
  if (::ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  constexpr std::size_t usual = 80;
  const auto columns = environment.get("COLUMNS").value_or("");
  std::size_t width = 0;
  const auto result = std::from_chars(columns.data(), columns.data() + columns.size(), width);
  return result.ec == std::errc{} && width > 0 ? width : usual;
}

bool has_controlling_terminal() {
  return FileDescriptor(::open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)).is_open();
}

}  // namespace telepresence::platform
