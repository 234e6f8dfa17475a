#include "platform/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "platform/file_descriptor.hpp"
#include "util/error.hpp"

namespace telepresence::platform {

namespace fs = std::filesystem;

Error file_error(const fs::path& path, const char* what, int error) {
  return Error(ErrorKind::input, fmt::format("{}: {}: {}", path.string(), what, strerror(error)));
}

bool for_each_block(const fs::path& path, const std::function<void(std::string_view)>& visit) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT) return false;
    throw file_error(path, "cannot open", errno);
  }
  char buffer[65536];
  for (;;) {
    const auto size = ::read(file.get(), buffer, sizeof buffer);
    if (size < 0 && errno == EINTR) continue;
    if (size < 0) throw file_error(path, "cannot read", errno);
    if (size == 0) return true;
    visit({buffer, static_cast<std::size_t>(size)});
  }
}

std::optional<std::string> read_file_if_present(const fs::path& path) {
  std::string bytes;
  std::error_code unknown;
  const auto size = fs::file_size(path, unknown);
  // What claims more is no file that is read at once.
  constexpr std::uintmax_t most_reserved = 1UL << 30U;
  if (!unknown && size < most_reserved) bytes.reserve(size);
  const bool there = for_each_block(path, [&](std::string_view block) { bytes += block; });
  return there ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string read_file(const fs::path& path) {
  auto bytes = read_file_if_present(path);
  if (!bytes) throw file_error(path, "cannot open", ENOENT);
  return *std::move(bytes);
}

}  // namespace telepresence::platform
