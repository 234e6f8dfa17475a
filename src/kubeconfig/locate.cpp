#include "kubeconfig/locate.hpp"

#include <algorithm>

#include "util/text.hpp"

namespace telepresence::kubeconfig {

std::vector<std::filesystem::path> locate(const platform::Environment& environment) {
  std::vector<std::filesystem::path> files;
  if (const auto list = environment.get("KUBECONFIG")) {
    for (const auto& file : text::split(*list, ':')) {
      if (!file.empty() && std::ranges::find(files, std::filesystem::path(file)) == files.end()) {
        files.emplace_back(file);
      }
    }
  } else if (const auto home = environment.get("HOME")) {
    files.push_back(std::filesystem::path(*home) / ".kube" / "config");
  }
  return files;
}

}  // namespace telepresence::kubeconfig
