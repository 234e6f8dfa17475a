#include "platform/metadata.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <map>
#include <string>

#include "platform/file_descriptor.hpp"
#include "util/error.hpp"

#ifdef __APPLE__
#include <copyfile.h>
#else
#include <linux/limits.h>
#include <sys/xattr.h>
#endif

namespace telepresence::platform {
namespace {

namespace fs = std::filesystem;

struct stat status_of(int fd, const fs::path& file) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw file_error(file, "cannot be read", errno);
  return status;
}

[[noreturn]] void fail_to_keep(const fs::path& file, const std::string& what, int error) {
  throw Error(ErrorKind::input,
              fmt::format("{}: its {} cannot be kept: {}", file.string(), what, strerror(error)));
}

#ifdef __APPLE__

void copy_attributes(int from, int to, const fs::path& file) {
  if (::fcopyfile(from, to, nullptr, COPYFILE_ACL | COPYFILE_XATTR) != 0) {
    fail_to_keep(file, "extended attributes", errno);
  }
}

#else

// Those of a file system that has none are none.
std::map<std::string, std::string> attributes_of(int fd, const fs::path& file) {
  std::map<std::string, std::string> attributes;
  std::string names(XATTR_LIST_MAX, '\0');
  const auto size = ::flistxattr(fd, names.data(), names.size());
  if (size < 0 && errno != ENOTSUP) fail_to_keep(file, "extended attributes", errno);
  names.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  for (std::size_t at = 0; at < names.size(); at = names.find('\0', at) + 1) {
    const std::string name = names.c_str() + at;
    std::string value(XATTR_SIZE_MAX, '\0');
    const auto length = ::fgetxattr(fd, name.c_str(), value.data(), value.size());
    if (length < 0) fail_to_keep(file, "attribute " + name, errno);
    value.resize(static_cast<std::size_t>(length));
    attributes.emplace(name, std::move(value));
  }
  return attributes;
}

// An access control list is one of them.
void copy_attributes(int from, int to, const fs::path& file) {
  const auto wanted = attributes_of(from, file);
  // A folder may give new files a list of its own.
  for (const auto& [name, value] : attributes_of(to, file)) {
    if (wanted.contains(name)) continue;
    if (::fremovexattr(to, name.c_str()) != 0) {
      fail_to_keep(file, "lack of attribute " + name, errno);
    }
  }
  for (const auto& [name, value] : wanted) {
    if (::fsetxattr(to, name.c_str(), value.data(), value.size(), 0) != 0) {
      fail_to_keep(file, "attribute " + name, errno);
    }
  }
  if (attributes_of(to, file) != wanted) fail_to_keep(file, "extended attributes", EPERM);
}

#endif

}  // namespace

void copy_metadata(const fs::path& from, int to) {
  const FileDescriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.is_open()) throw file_error(from, "cannot be read", errno);
  const auto wanted = status_of(source.get(), from);
  const auto made = status_of(to, from);
  if (made.st_uid != wanted.st_uid && ::fchown(to, wanted.st_uid, wanted.st_gid) != 0) {
    throw Error(ErrorKind::input, from.string() + ": belongs to somebody else, who would lose it");
  }
  // A folder with the set-group-id bit gives new files its own group.
  if (made.st_gid != wanted.st_gid && ::fchown(to, wanted.st_uid, wanted.st_gid) != 0) {
    fail_to_keep(from, "group", errno);
  }
  constexpr mode_t permissions = 07777;
  if (::fchmod(to, wanted.st_mode & permissions) != 0) fail_to_keep(from, "mode", errno);
  copy_attributes(source.get(), to, from);
  const auto copied = status_of(to, from);
  if (copied.st_uid != wanted.st_uid || copied.st_gid != wanted.st_gid ||
      copied.st_mode != wanted.st_mode) {
    fail_to_keep(from, "owner and mode", EPERM);
  }
}

}  // namespace telepresence::platform
