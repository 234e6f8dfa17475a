// Files and folders that appear whole or not at all.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace telepresence::platform {

// A file that is written piece by piece beside its final place and renamed into it at the
// end, so that a reader sees the old bytes or the new ones, never a part. Creates missing
// folders. What is never committed is removed. Everything throws Error (input).
class StagedFile {
 public:
  explicit StagedFile(std::filesystem::path target);
  StagedFile(const StagedFile&) = delete;
  StagedFile& operator=(const StagedFile&) = delete;
  StagedFile(StagedFile&&) = delete;
  StagedFile& operator=(StagedFile&&) = delete;
  ~StagedFile();

  // Where the bytes are until they are committed.
  const std::filesystem::path& path() const { return path_; }
  int fd() const { return fd_; }

  void write(std::string_view bytes);
  void restart();  // forgets what was written

  // `flush`: also through the system's caches, so that a power cut cannot undo it.
  void commit(bool flush);
  // The same, flushed. False when nothing can be renamed onto the target, since it is a mount
  // point.
  bool commit_unless_mounted();
  // Into another place of the same folder than was meant at first, not flushed.
  void commit_as(const std::filesystem::path& target);

 private:
  int rename();

  std::filesystem::path target_;
  std::filesystem::path path_;
  int fd_ = -1;
};

// A folder that is filled beside its final place and renamed into it at the end. Creates
// missing folders above it. What is never committed is removed, with all that is in it.
// Everything throws Error (input).
class StagedFolder {
 public:
  explicit StagedFolder(std::filesystem::path target);
  StagedFolder(const StagedFolder&) = delete;
  StagedFolder& operator=(const StagedFolder&) = delete;
  StagedFolder(StagedFolder&&) = delete;
  StagedFolder& operator=(StagedFolder&&) = delete;
  ~StagedFolder();

  const std::filesystem::path& path() const { return path_; }
  void commit();

 private:
  std::filesystem::path target_;
  std::filesystem::path path_;
};

// A StagedFile of bytes that are at hand, committed with `flush`.
void write_file_atomically(const std::filesystem::path& path, std::string_view bytes,
                           bool flush = true);

// A name beside `target` for mkstemp and mkdtemp, of those that remove_abandoned removes.
std::string staged_template(const std::filesystem::path& target);

// Removes what staged files and folders of killed processes left in `folder` more than an
// hour ago.
void remove_abandoned(const std::filesystem::path& folder);
// Those of one file alone, `age` after they were last written to.
void remove_abandoned(const std::filesystem::path& target, std::chrono::seconds age);

// Writes the folder's entries to the disk, so that a rename in it outlives a power cut. Not all
// file systems can, and the rename has been made by then.
void flush_folder(const std::filesystem::path& folder);

// `mode` without what the process's umask takes away.
std::filesystem::perms creation_mode(unsigned mode);

}  // namespace telepresence::platform
