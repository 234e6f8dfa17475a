// What the programs of this folder share.
#pragma once

#include <sys/mman.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>

namespace telepresence::fuzzing {

// Ends the program, with a line that says what is not so: libFuzzer keeps the text that led here.
inline void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

// A file in memory, for what reads files.
class MemoryFile {
 public:
  MemoryFile() : fd_(::memfd_create("fuzz", MFD_CLOEXEC)) { check(fd_ >= 0, "memory for a file"); }
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;
  MemoryFile(MemoryFile&&) = delete;
  MemoryFile& operator=(MemoryFile&&) = delete;
  ~MemoryFile() { ::close(fd_); }

  void write(std::string_view bytes) const {
    check(::ftruncate(fd_, 0) == 0, "an empty file");
    const auto written = ::pwrite(fd_, bytes.data(), bytes.size(), 0);
    check(written == static_cast<ssize_t>(bytes.size()), "a file that is written");
  }

  std::filesystem::path path() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_;
};

inline std::string text_of(const unsigned char* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace telepresence::fuzzing
