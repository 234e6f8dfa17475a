#include "kubeconfig/store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>

#include "kubeconfig/file.hpp"
#include "kubeconfig/in_place.hpp"
#include "kubeconfig/lock.hpp"
#include "platform/file_descriptor.hpp"
#include "platform/files.hpp"
#include "platform/metadata.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"

namespace telepresence::kubeconfig {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds lock_time_limit{10};

[[noreturn]] void fail(const fs::path& file, const std::string& problem) {
  throw Error(ErrorKind::input, fmt::format("{}: {}", file.string(), problem));
}

// Where the bytes are, behind symbolic links.
fs::path target_of(const fs::path& file) {
  std::error_code error;
  auto target = fs::canonical(file, error);
  if (error) fail(file, "cannot be found: " + error.message());
  return target;
}

struct stat status_of(const fs::path& file) {
  struct stat status {};
  if (::stat(file.c_str(), &status) != 0) {
    throw platform::file_error(file, "cannot be read", errno);
  }
  if (!S_ISREG(status.st_mode)) fail(file, "not a regular file");
  return status;
}

void replace(const fs::path& file, const std::string& old_text, const std::string& text) {
  if (::access(file.c_str(), W_OK) != 0) {
    throw platform::file_error(file, "cannot be written", errno);
  }
  platform::StagedFile staged(file);
  platform::copy_metadata(file, staged.fd());
  staged.write(text);
  if (!staged.commit_unless_mounted()) return write_in_place(file, old_text, text);
  platform::flush_folder(file.parent_path());
}

bool holds(const fs::path& file, std::string_view text) {
  bool same = true;
  platform::for_each_block(file, [&](std::string_view block) {
    same = same && text.starts_with(block);
    text.remove_prefix(std::min(block.size(), text.size()));
  });
  return same && text.empty();
}

}  // namespace

std::string read_editable(const fs::path& file) {
  status_of(file);
  return platform::read_file(file, largest_kubeconfig);
}

bool update_file(const fs::path& file, const std::string& known,
                 const std::function<std::string(const std::string& text)>& edit,
                 const std::function<void()>& waiting) {
  const auto target = target_of(file);
  status_of(target);
  // Others may edit it by another name; kubectl locks the name that it was given.
  const Lock lock(file, lock_time_limit, waiting);
  std::optional<Lock> target_lock;
  std::error_code ignored;
  if (!fs::equivalent(lock_of(file), lock_of(target), ignored)) {
    target_lock.emplace(target, lock_time_limit, waiting);
  }
  check_written(target);
  // Whoever wrote these held the lock.
  platform::remove_abandoned(target, std::chrono::seconds(0));
  platform::remove_abandoned(lock_of(file), std::chrono::minutes(1));
  constexpr int most_tries = 5;
  for (int i = 0; i < most_tries; ++i) {
    const auto old = status_of(target);
    if (old.st_nlink > 1)
      fail(file, "has a second name (a hard link), which would keep the old text");
    std::optional<std::string> fresh;
    if (!holds(target, known)) fresh = platform::read_file(target, largest_kubeconfig);
    const auto& text = fresh ? *fresh : known;
    const auto edited = edit(text);
    if (edited == text) return false;
    // An editor asks nobody for a lock.
    const auto now = status_of(target);
    const bool same = now.st_ino == old.st_ino && holds(target, text);
    if (!same) continue;
    replace(target, text, edited);
    return true;
  }
  throw Error(ErrorKind::conflict,
              fmt::format("{}: something else keeps changing it", file.string()),
              "Nothing was changed. Try again.");
}

}  // namespace telepresence::kubeconfig
