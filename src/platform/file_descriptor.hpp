// An open file that is closed when nobody has it any more, and the error of a file.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <utility>

#include "util/error.hpp"

namespace telepresence::platform {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  FileDescriptor& operator=(FileDescriptor&&) = delete;
  ~FileDescriptor() { close(); }

  int get() const { return fd_; }  // -1 when it is closed
  bool is_open() const { return fd_ >= 0; }
  void close() {
    if (is_open()) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

// "PATH: WHAT: the system's words for `error`".
Error file_error(const std::filesystem::path& path, const char* what, int error);

}  // namespace telepresence::platform
