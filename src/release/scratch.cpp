#include "release/scratch.hpp"

namespace telepresence::release {

Scratch::Scratch(const std::filesystem::path& place) : folder_(place) {
  std::filesystem::permissions(folder_.path(), std::filesystem::perms::owner_all);
  platform::remove_abandoned(folder_.path().parent_path());
}

std::filesystem::path Scratch::write(const std::string& name, const std::string& bytes) const {
  auto path = folder_.path() / name;
  platform::write_file_atomically(path, bytes, false);
  return path;
}

}  // namespace telepresence::release
