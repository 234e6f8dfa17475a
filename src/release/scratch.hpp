// A folder for the time of a run that nobody else may look into: manifests have Secrets in them.
#pragma once

#include <filesystem>
#include <string>

#include "platform/staged.hpp"

namespace telepresence::release {

class Scratch {
 public:
  // Below `place`, which may not be there yet. Throws Error (input).
  explicit Scratch(const std::filesystem::path& place);

  const std::filesystem::path& path() const { return folder_.path(); }
  // Gives the file's path.
  std::filesystem::path write(const std::string& name, const std::string& bytes) const;

 private:
  platform::StagedFolder folder_;
};

}  // namespace telepresence::release
