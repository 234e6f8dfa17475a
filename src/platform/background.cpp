#include "platform/background.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <exception>

namespace telepresence::platform {
namespace {

void leave_everything() {
  ::setsid();
  const int nothing = ::open("/dev/null", O_RDWR);
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::dup2(nothing, stream);
}

}  // namespace

void in_background(std::chrono::seconds most, const std::function<void()>& work) {
  if (::fork() != 0) return;
  leave_everything();
  // The signal is not handled, so it ends the process.
  ::alarm(static_cast<unsigned>(most.count()));
  try {
    work();
  } catch (const std::exception&) {
    ::_exit(1);
  }
  ::_exit(0);
}

}  // namespace telepresence::platform
