#include "kubeconfig/store.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>

#include "kubeconfig/lock.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"

namespace telepresence::kubeconfig {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds lock_time_limit{10};
constexpr std::uintmax_t largest_file = 64UL * 1024 * 1024;

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
    fail(file, fmt::format("cannot be read: {}", strerror(errno)));
  }
  if (!S_ISREG(status.st_mode)) fail(file, "not a regular file");
  if (static_cast<std::uintmax_t>(status.st_size) > largest_file) {
    fail(file, fmt::format("larger than {} MiB", largest_file >> 20U));
  }
  return status;
}

void replace(const fs::path& file, const struct stat& old, const std::string& text) {
  if (old.st_nlink > 1)
    fail(file, "has a second name (a hard link), which would keep the old text");
  if (::access(file.c_str(), W_OK) != 0) {
    fail(file, fmt::format("cannot be written: {}", strerror(errno)));
  }
  platform::StagedFile staged(file);
  const bool same_owner = old.st_uid == ::geteuid() && old.st_gid == ::getegid();
  if (!same_owner && ::chown(staged.path().c_str(), old.st_uid, old.st_gid) != 0) {
    fail(file, "belongs to somebody else, who would lose it");
  }
  constexpr mode_t permissions = 07777;
  if (::chmod(staged.path().c_str(), old.st_mode & permissions) != 0) {
    fail(file, fmt::format("its mode cannot be kept: {}", strerror(errno)));
  }
  staged.write(text);
  staged.commit(true);
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
  return platform::read_file(file);
}

bool update_file(const fs::path& file, const std::string& known,
                 const std::function<std::string(const std::string& text)>& edit,
                 const std::function<void()>& waiting) {
  const auto target = target_of(file);
  status_of(target);
  const Lock lock(file, lock_time_limit, waiting);
  // Whoever wrote these held the lock.
  platform::remove_abandoned(target, std::chrono::seconds(0));
  platform::remove_abandoned(file.string() + ".lock", std::chrono::minutes(1));
  constexpr int most_tries = 5;
  for (int i = 0; i < most_tries; ++i) {
    const auto old = status_of(target);
    std::optional<std::string> fresh;
    if (!holds(target, known)) fresh = platform::read_file(target);
    const auto& text = fresh ? *fresh : known;
    const auto edited = edit(text);
    if (edited == text) return false;
    // An editor asks nobody for a lock.
    const auto now = status_of(target);
    const bool same = now.st_ino == old.st_ino && holds(target, text);
    if (!same) continue;
    replace(target, old, edited);
    return true;
  }
  throw Error(ErrorKind::conflict,
              fmt::format("{}: something else keeps changing it", file.string()),
              "Nothing was changed. Try again.");
}

}  // namespace telepresence::kubeconfig
