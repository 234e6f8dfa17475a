#include "release/elsewhere.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "release/command_lines.hpp"
#include "release/left_overs.hpp"
#include "util/text.hpp"

namespace telepresence::release {

cluster::Answer<std::vector<cluster::Release>> managers_elsewhere(const helm::Client& helm,
                                                                  const Target& target) {
  auto everywhere = cluster::ask_one(helm, {}, cluster::releases_everywhere());
  if (everywhere.value) {
    std::erase_if(*everywhere.value, [&](const cluster::Release& release) {
      return release.release_namespace == target.manager_namespace ||
             !release.is_traffic_manager() || release.is_uninstalled();
    });
    // Helm sorts by name alone, and they all have the same.
    std::sort(everywhere.value->begin(), everywhere.value->end(),
              [](const auto& left, const auto& right) {
                return left.release_namespace < right.release_namespace;
              });
  }
  return everywhere;
}

std::string hint_elsewhere(const helm::Client& helm, const Target& target,
                           const helm::Arguments& words) {
  const auto others = managers_elsewhere(helm, target);
  if (!others.value) {
    return fmt::format("Whether it is in another namespace is not known: {}.", others.failure);
  }
  std::string hint;
  for (const auto& release : *others.value) {
    const auto& other = release.release_namespace;
    hint += fmt::format("{}There is one in namespace {}: {}", hint.empty() ? "" : "\n", other,
                        plugin_command_in(other, target, words));
  }
  return hint;
}

Error manager_without_release(const Target& target) {
  return {
      ErrorKind::conflict,
      {"release-lost",
       Severity::error,
       {},
       fmt::format("helm has no release of the Traffic Manager that is in namespace {} ({})",
                   target.manager_namespace, target.reason),
       "If helm keeps its records elsewhere, set HELM_DRIVER as it was for the install. If it was "
       "applied without helm, make it a release first, with its values: " +
           plugin_command(target, {"install"}) + " -- --take-ownership"}};
}

Error manager_missing(const Tools& tools, const Target& target, const helm::Arguments& words) {
  const auto& in = target.manager_namespace;
  auto hint = hint_elsewhere(tools.helm, target, words);
  const auto left = left_overs_of(in, {}, tools);
  if (left.runs_without_release) return manager_without_release(target);
  if (!left.objects.empty()) {
    text::append_line(hint, "One that was there left objects behind. To delete them:" +
                                (tools.kubectl ? ' ' + plugin_command(target, {"repair"})
                                               : '\n' + delete_commands(left.objects, target)));
  }
  return {ErrorKind::not_found,
          {"release-missing",
           Severity::error,
           {},
           fmt::format("there is no Traffic Manager in namespace {} ({})", in, target.reason),
           std::move(hint)}};
}

}  // namespace telepresence::release
