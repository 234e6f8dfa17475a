// What the parts of this folder that work with files share.
#pragma once

#include <unistd.h>

#include <filesystem>

#include "util/error.hpp"

namespace telepresence::platform {

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  FileDescriptor(FileDescriptor&&) = delete;
  FileDescriptor& operator=(FileDescriptor&&) = delete;
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }

 private:
  int fd_;
};

// "PATH: WHAT: the system's words for `error`".
Error file_error(const std::filesystem::path& path, const char* what, int error);

}  // namespace telepresence::platform
