#include "platform/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/file_descriptor.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::platform {

namespace fs = std::filesystem;

Error file_error(const fs::path& path, const char* what, int error) {
  return Error(ErrorKind::input, fmt::format("{}: {}: {}", path.string(), what, strerror(error)));
}

namespace {

struct stat status_of(const FileDescriptor& file, const fs::path& path) {
  struct stat status {};
  if (::fstat(file.get(), &status) != 0) throw file_error(path, "cannot read", errno);
  return status;
}

[[noreturn]] void fail_too_large(const fs::path& path, std::size_t most_bytes) {
  throw Error(ErrorKind::input,
              fmt::format("{}: larger than {}", path.string(), text::binary_size(most_bytes)));
}

// Not open when there is no such file.
FileDescriptor open_to_read(const fs::path& path) {
  // Or opening a pipe would wait for somebody who writes to it.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (file.get() < 0) {
    if (errno == ENOENT) return file;
    throw file_error(path, "cannot open", errno);
  }
  if (S_ISFIFO(status_of(file, path).st_mode)) {
    throw Error(ErrorKind::input, fmt::format("{}: a pipe, not a file", path.string()),
                "It is read more than once, which a pipe cannot be.");
  }
  return file;
}

void visit_blocks(const FileDescriptor& file, const fs::path& path,
                  const std::function<void(std::string_view)>& visit) {
  char buffer[65536];
  for (;;) {
    const auto size = ::read(file.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw file_error(path, "cannot read", errno);
    if (size == 0) return;
    visit({buffer, static_cast<std::size_t>(size)});
  }
}

}  // namespace

bool for_each_block(const fs::path& path, const std::function<void(std::string_view)>& visit) {
  const auto file = open_to_read(path);
  if (!file.is_open()) return false;
  visit_blocks(file, path, visit);
  return true;
}

std::optional<std::string> read_file_if_present(const fs::path& path, std::size_t most_bytes) {
  const auto file = open_to_read(path);
  if (!file.is_open()) return std::nullopt;
  const auto size = static_cast<std::size_t>(status_of(file, path).st_size);
  if (size > most_bytes) fail_too_large(path, most_bytes);
  std::string bytes;
  bytes.reserve(size);
  visit_blocks(file, path, [&](std::string_view block) {
    // A device, as /dev/zero, tells no size.
    if (bytes.size() + block.size() > most_bytes) fail_too_large(path, most_bytes);
    bytes += block;
  });
  return bytes;
}

std::string read_file(const fs::path& path, std::size_t most_bytes) {
  auto bytes = read_file_if_present(path, most_bytes);
  if (!bytes) throw file_error(path, "cannot open", ENOENT);
  return *std::move(bytes);
}

}  // namespace telepresence::platform
