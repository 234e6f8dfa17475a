#include "release/elsewhere.hpp"

#include <fmt/format.h>

#include "cluster/releases.hpp"
#include "release/command_lines.hpp"

namespace telepresence::release {

std::string hint_elsewhere(const helm::Client& helm, const Target& target,
                           const helm::Arguments& words) {
  const auto everywhere = cluster::ask_one(helm, {}, cluster::releases_everywhere());
  if (!everywhere.value) {
    return fmt::format("Whether it is in another namespace is not known: {}.", everywhere.failure);
  }
  std::string hint;
  for (const auto& release : *everywhere.value) {
    const auto& other = release.release_namespace;
    if (other == target.manager_namespace || !release.is_traffic_manager()) continue;
    hint += fmt::format("{}There is one in namespace {}: {}", hint.empty() ? "" : "\n", other,
                        plugin_command_in(other, target, words));
  }
  return hint;
}

}  // namespace telepresence::release
