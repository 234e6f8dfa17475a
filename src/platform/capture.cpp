#include "platform/capture.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "platform/file_descriptor.hpp"
#include "platform/pipe.hpp"
#include "util/error.hpp"

#ifdef __linux__
#include <sys/mman.h>
#else
#include <filesystem>
#endif

namespace telepresence::platform {
namespace {

constexpr std::size_t longest_line = 1024;

Capture::UnfinishedLine last_line_of(std::string_view text, std::size_t begin) {
  const auto end = text.rfind('\n');
  const auto line = end == std::string_view::npos ? 0 : end + 1;
  return {begin + line, std::string(text.substr(line))};
}

// Of a question: a pipe, so that a child cannot print faster than it is read. Closed when the
// limit is reached: whatever the child still prints ends it.
class PipeCapture : public Capture {
 public:
  explicit PipeCapture(std::size_t limit) : limit_(limit), pipe_(make_pipe()) {
    set_nonblocking(pipe_.read_end);
  }

  int child_end() const override { return pipe_.write_end.get(); }
  void child_started() override { pipe_.write_end.close(); }
  int readable_fd() const override { return pipe_.read_end.get(); }

  void collect() override {
    std::array<char, 65536> block;
    while (pipe_.read_end.is_open()) {
      const auto size = ::read(pipe_.read_end.get(), block.data(), block.size());
      if (size < 0 && errno == EINTR) continue;
      if (size < 0 && errno == EAGAIN) return;
      if (size <= 0) return pipe_.read_end.close();  // nobody writes any more
      keep(block.data(), static_cast<std::size_t>(size));
    }
  }

  bool is_cut() const override { return cut_; }

  std::size_t size() const override { return text_.size(); }

  UnfinishedLine unfinished_line() const override {
    const auto begin = text_.size() - std::min(text_.size(), longest_line);
    return last_line_of(std::string_view(text_).substr(begin), begin);
  }

  std::string take() override { return std::move(text_); }

 private:
  void keep(const char* bytes, std::size_t size) {
    const auto room = limit_ - text_.size();
    text_.append(bytes, std::min(size, room));
    if (size <= room) return;
    cut_ = true;
    pipe_.read_end.close();
  }

  std::size_t limit_;
  Pipe pipe_;
  std::string text_;
  bool cut_ = false;
};

FileDescriptor open_nameless() {
#ifdef __linux__
  return FileDescriptor(::memfd_create("output", MFD_CLOEXEC));
#else
  std::string name = (std::filesystem::temp_directory_path() / "telepresence.XXXXXX").string();
  FileDescriptor file(::mkstemp(name.data()));
  if (!file.is_open()) return file;
  ::unlink(name.c_str());
  ::fcntl(file.get(), F_SETFD, FD_CLOEXEC);
  return file;
#endif
}

Error cannot(const char* what) {
  return Error(ErrorKind::environment, fmt::format("cannot {}: {}", what, strerror(errno)));
}

// Of an operation: a file without a name. Not a pipe: when this process is killed, a pipe would
// break, and helm die of it before it has marked its release. For the same reason the file may
// not be sealed or closed at the limit: helm fails when it cannot print the release that it made.
class FileCapture : public Capture {
 public:
  explicit FileCapture(std::size_t limit) : limit_(limit), file_(open_nameless()) {
    if (!file_.is_open()) throw cannot("make a temporary file");
  }

  int child_end() const override { return file_.get(); }

  // What is beyond the limit is given back to the system; the child goes on writing behind it.
  void collect() override {
    if (size() <= limit_) return;
    cut_ = true;
    [[maybe_unused]] const auto failed = ::ftruncate(file_.get(), static_cast<off_t>(limit_));
  }

  bool is_cut() const override { return cut_; }

  std::size_t size() const override {
    struct stat status {};
    return ::fstat(file_.get(), &status) == 0 ? static_cast<std::size_t>(status.st_size) : 0;
  }

  UnfinishedLine unfinished_line() const override {
    const auto end = size();
    const auto begin = end - std::min(end, longest_line);
    std::array<char, longest_line> block;
    const auto read = ::pread(file_.get(), block.data(), block.size(), static_cast<off_t>(begin));
    if (read <= 0) return {};
    return last_line_of({block.data(), static_cast<std::size_t>(read)}, begin);
  }

  std::string take() override {
    std::string text;
    std::array<char, 65536> block;
    while (text.size() < limit_) {
      const auto most = std::min(block.size(), limit_ - text.size());
      const auto size = ::pread(file_.get(), block.data(), most, static_cast<off_t>(text.size()));
      if (size < 0 && errno == EINTR) continue;
      if (size < 0) throw cannot("read a program's output");
      if (size == 0) break;
      text.append(block.data(), static_cast<std::size_t>(size));
    }
    return text;
  }

 private:
  std::size_t limit_;
  FileDescriptor file_;
  bool cut_ = false;
};

}  // namespace

std::unique_ptr<Capture> make_capture(Command::Work work, std::size_t limit) {
  if (work == Command::Work::question) return std::make_unique<PipeCapture>(limit);
  return std::make_unique<FileCapture>(limit);
}

}  // namespace telepresence::platform
