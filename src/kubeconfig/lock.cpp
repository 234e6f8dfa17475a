#include "kubeconfig/lock.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <ctime>
#include <string>
#include <string_view>
#include <thread>

#include "platform/file_descriptor.hpp"
#include "platform/interrupt.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::kubeconfig {
namespace {

// In the file, so that nobody takes over what is kubectl's.
constexpr std::string_view mark = "helm-telepresence\n";

// FAT and some network file systems give a file one name only.
bool has_no_links(int error) {
  return error == EPERM || error == EOPNOTSUPP || error == ENOTSUP || error == ENOSYS ||
         error == EMLINK;
}

// Nor need they know of the kernel's locks.
bool has_no_locks(int error) {
  return error == ENOLCK || error == ENOSYS || error == EOPNOTSUPP || error == ENOTSUP;
}

// "3 min", of the lock that is there; "" when it is gone.
std::string age_of(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  const auto seconds = std::time(nullptr) - status.st_mtime;
  constexpr long minute = 60;
  constexpr long hour = 60 * minute;
  if (seconds < minute) return fmt::format("{} s", seconds);
  if (seconds < hour) return fmt::format("{} min", seconds / minute);
  return fmt::format("{} h", seconds / hour);
}

}  // namespace

std::filesystem::path lock_of(const std::filesystem::path& file) { return file.string() + ".lock"; }

std::string way_past(const std::filesystem::path& lock) {
  return "If no kubectl and no other program changes the kubeconfig, one was killed and left it:\n"
         "rm " +
         text::shell_quoted(lock.string());
}

Lock::Lock(const std::filesystem::path& file, std::chrono::milliseconds time_limit,
           const std::function<void()>& waiting)
    : path_(lock_of(file)) {
  constexpr std::chrono::milliseconds pause(20);
  for (auto waited = std::chrono::milliseconds(0);; waited += pause) {
    if (try_create() || try_take_over()) return;
    if (platform::interrupted()) throw Error(ErrorKind::interrupted, "interrupted");
    if (waited >= time_limit) break;
    if (waiting) waiting();
    std::this_thread::sleep_for(pause);
  }
  throw Error(
      ErrorKind::conflict,
      fmt::format("{}: another program has held this lock for {}", path_.string(), age_of(path_)),
      way_past(path_));
}

Lock::~Lock() {
  // Gone before it is free, so that nobody takes over a name that is about to go.
  ::unlink(path_.c_str());
  ::close(fd_);
}

// With its mark and the kernel's lock from the first moment: a file made beside it gets its
// name, which fails where the name is taken.
bool Lock::try_create() {
  auto name = platform::staged_template(path_);
  const int fd = ::mkostemp(name.data(), O_CLOEXEC);
  if (fd < 0) throw platform::file_error(path_, "cannot be created", errno);
  const bool written = ::write(fd, mark.data(), mark.size()) == static_cast<ssize_t>(mark.size()) &&
                       ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  const bool linked = written && ::link(name.c_str(), path_.c_str()) == 0;
  const int error = errno;
  ::unlink(name.c_str());
  if ((written && !linked && has_no_links(error)) || (!written && has_no_locks(error))) {
    ::close(fd);
    return try_create_plainly();
  }
  if (linked) {
    fd_ = fd;
    return true;
  }
  ::close(fd);
  if (written && error == EEXIST) return false;
  throw platform::file_error(path_, "cannot be created", error);
}

// As kubectl does, where a file cannot have two names: killed before its mark is in it, it stays.
bool Lock::try_create_plainly() {
  constexpr mode_t for_owner = 0600;
  const int fd = ::open(path_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, for_owner);
  if (fd < 0 && errno == EEXIST) return false;
  if (fd < 0) throw platform::file_error(path_, "cannot be created", errno);
  const bool is_locked = ::flock(fd, LOCK_EX | LOCK_NB) == 0;
  // Without the kernel's lock nobody could tell whether its owner lives: then it has no mark.
  if ((!is_locked && has_no_locks(errno)) ||
      (is_locked && ::write(fd, mark.data(), mark.size()) == static_cast<ssize_t>(mark.size()))) {
    fd_ = fd;
    return true;
  }
  const int error = errno;
  ::unlink(path_.c_str());
  ::close(fd);
  throw platform::file_error(path_, "cannot be created", error);
}

bool Lock::try_take_over() {
  const int fd = ::open(path_.c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW);
  if (fd < 0) return false;
  std::array<char, mark.size()> bytes{};
  struct stat held {};
  struct stat named {};
  const bool ours = ::read(fd, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size()) &&
                    std::string_view(bytes.data(), bytes.size()) == mark;
  // Held, the name must still be this file's: its owner may just have ended.
  const bool taken = ours && ::flock(fd, LOCK_EX | LOCK_NB) == 0 && ::fstat(fd, &held) == 0 &&
                     ::stat(path_.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
                     held.st_dev == named.st_dev;
  if (taken) {
    fd_ = fd;
  } else {
    ::close(fd);
  }
  return taken;
}

}  // namespace telepresence::kubeconfig
