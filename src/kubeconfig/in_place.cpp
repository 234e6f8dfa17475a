#include "kubeconfig/in_place.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string_view>

#include "kubeconfig/file.hpp"
#include "platform/file_descriptor.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::kubeconfig {
namespace {

namespace fs = std::filesystem;
using platform::FileDescriptor;

fs::path backup_of(const fs::path& file) { return file.string() + ".telepresence-backup"; }

std::string to_take_back(const fs::path& file) {
  const auto backup = text::shell_quoted(backup_of(file).string());
  return fmt::format("Its former text is in {0}. To take that back:\ncp {0} {1} && rm {0}", backup,
                     text::shell_quoted(file.string()));
}

// Whether there is one that this user has made: others may be able to put a file there.
bool has_backup(const fs::path& file) {
  struct stat status {};
  return ::lstat(backup_of(file).c_str(), &status) == 0 && S_ISREG(status.st_mode) &&
         status.st_uid == ::geteuid();
}

// Over what the file has, up to its end. The error of the system, 0 for none.
int write_over(const FileDescriptor& file, std::string_view text) {
  const auto size = static_cast<off_t>(text.size());
#ifdef __linux__
  // Not all file systems can; a full one shows here, before a byte was written.
  if (size > 0 && ::fallocate(file.get(), 0, 0, size) != 0) {
    if (errno == ENOSPC || errno == EDQUOT || errno == EFBIG) return errno;
  }
#endif
  off_t at = 0;
  while (at < size) {
    const auto rest = text.substr(static_cast<std::size_t>(at));
    const auto written = ::pwrite(file.get(), rest.data(), rest.size(), at);
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    at += written;
  }
  return ::ftruncate(file.get(), size) != 0 || ::fsync(file.get()) != 0 ? errno : 0;
}

void remove_backup(const fs::path& file) {
  ::unlink(backup_of(file).c_str());
  // A power cut would bring it back, and it would pass for a change that was cut off.
  platform::flush_folder(file.parent_path());
}

}  // namespace

void write_in_place(const fs::path& file, const std::string& old_text, const std::string& text) {
  const FileDescriptor target(::open(file.c_str(), O_WRONLY | O_CLOEXEC));
  if (!target.is_open()) throw platform::file_error(file, "cannot be written", errno);
  if (std::error_code error; fs::exists(fs::symlink_status(backup_of(file), error))) {
    throw Error(ErrorKind::conflict,
                fmt::format("{}: is in the way, and is not this user's", backup_of(file).string()),
                "Remove it, if nobody needs it.");
  }
  platform::write_file_atomically(backup_of(file), old_text);
  platform::flush_folder(file.parent_path());
  const int error = write_over(target, text);
  if (error != 0 && write_over(target, old_text) != 0) {
    throw Error(ErrorKind::input, fmt::format("{}: was written in part", file.string()),
                to_take_back(file));
  }
  remove_backup(file);
  if (error != 0) throw platform::file_error(file, "cannot be written", error);
}

void check_not_cut_off(const fs::path& path) {
  std::error_code error;
  // The backup is beside what a link leads to.
  const auto target = fs::canonical(path, error);
  const auto file = error ? path : target;
  if (!has_backup(file)) return;
  throw Error(ErrorKind::conflict,
              fmt::format("{}: an earlier change of it was cut off in the middle", file.string()),
              to_take_back(file));
}

void check_written(const fs::path& file) {
  // Of who was killed before the backup was whole.
  platform::remove_abandoned(backup_of(file), std::chrono::seconds(0));
  if (!has_backup(file)) return;
  const auto backup = platform::read_file_if_present(backup_of(file), largest_kubeconfig);
  if (!backup) return;
  // It was not begun yet.
  if (platform::read_file(file, largest_kubeconfig) == *backup) {
    return remove_backup(file);
  }
  check_not_cut_off(file);
}

}  // namespace telepresence::kubeconfig
