#include "platform/staged.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <string>

#include "platform/file_descriptor.hpp"
#include "util/error.hpp"

namespace telepresence::platform {
namespace {

namespace fs = std::filesystem;

// In the names of files that are being written.
constexpr std::string_view staged_mark = ".telepresence-part-";

void write_all(int fd, std::string_view bytes, const fs::path& path) {
  while (!bytes.empty()) {
    const auto written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw file_error(path, "cannot write", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

void create_folder_of(const fs::path& path) {
  std::error_code error;
  const auto folder = path.parent_path();
  if (!folder.empty()) fs::create_directories(folder, error);
  if (error) throw file_error(folder, "cannot create", error.value());
}

// Those whose names begin with `prefix` and the mark.
void remove_staged(const fs::path& folder, const std::string& prefix, std::chrono::seconds age) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end;
       entry.increment(error)) {
    const auto name = entry->path().filename().string();
    const auto mark = name.find(staged_mark);
    if (mark == std::string::npos || (!prefix.empty() && name.substr(0, mark) != prefix)) continue;
    std::error_code gone;
    const auto modified = fs::last_write_time(entry->path(), gone);
    if (!gone && fs::file_time_type::clock::now() - modified >= age) {
      fs::remove_all(entry->path(), gone);
    }
  }
}

}  // namespace

std::string staged_template(const fs::path& target) {
  return target.string() + std::string(staged_mark) + "XXXXXX";
}

StagedFile::StagedFile(fs::path target) : target_(std::move(target)) {
  create_folder_of(target_);
  auto name = staged_template(target_);
  fd_ = ::mkostemp(name.data(), O_CLOEXEC);
  path_ = name;
  if (fd_ < 0) throw file_error(target_, "cannot create", errno);
}

StagedFile::~StagedFile() {
  if (fd_ < 0) return;
  ::close(fd_);
  ::unlink(path_.c_str());
}

void StagedFile::write(std::string_view bytes) { write_all(fd_, bytes, path_); }

void StagedFile::restart() {
  if (::ftruncate(fd_, 0) != 0 || ::lseek(fd_, 0, SEEK_SET) < 0) {
    throw file_error(path_, "cannot write", errno);
  }
}

void StagedFile::commit(bool flush) {
  if (flush && ::fsync(fd_) != 0) throw file_error(path_, "cannot write", errno);
  if (const int error = rename(); error != 0) throw file_error(target_, "cannot replace", error);
}

bool StagedFile::commit_unless_mounted() {
  if (::fsync(fd_) != 0) throw file_error(path_, "cannot write", errno);
  const int error = rename();
  if (error != 0 && error != EBUSY) throw file_error(target_, "cannot replace", error);
  return error == 0;
}

// The error of the system, 0 for none.
int StagedFile::rename() {
  if (::rename(path_.c_str(), target_.c_str()) != 0) return errno;
  ::close(fd_);
  fd_ = -1;
  return 0;
}

void StagedFile::commit_as(const fs::path& target) {
  target_ = target;
  commit(false);
}

StagedFolder::StagedFolder(fs::path target) : target_(std::move(target)) {
  create_folder_of(target_);
  auto name = staged_template(target_);
  if (::mkdtemp(name.data()) == nullptr) throw file_error(target_, "cannot create", errno);
  path_ = name;
}

StagedFolder::~StagedFolder() {
  if (path_.empty()) return;
  std::error_code error;
  fs::remove_all(path_, error);
}

void StagedFolder::commit() {
  if (::rename(path_.c_str(), target_.c_str()) != 0) {
    throw file_error(target_, "cannot create", errno);
  }
  path_.clear();
}

void write_file_atomically(const fs::path& path, std::string_view bytes, bool flush) {
  StagedFile file(path);
  file.write(bytes);
  file.commit(flush);
}

void remove_abandoned(const fs::path& folder) {
  constexpr std::chrono::hours longest(1);
  remove_staged(folder, "", longest);
}

void remove_abandoned(const fs::path& target, std::chrono::seconds age) {
  remove_staged(target.parent_path(), target.filename().string(), age);
}

void flush_folder(const fs::path& folder) {
  const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.is_open()) ::fsync(opened.get());
}

fs::perms creation_mode(unsigned mode) {
  // It can only be read by setting it.
  const auto mask = ::umask(0);
  ::umask(mask);
  return static_cast<fs::perms>(mode & ~mask);
}

}  // namespace telepresence::platform
