#include "commands/version.hpp"

#include <fmt/format.h>

#include "util/plugin_version.hpp"

namespace telepresence::commands {

VersionReport version(const helm::Binary& helm, const platform::Environment& environment,
                      const std::filesystem::path& bundled_chart) {
  return {plugin_version(), chart::read_metadata(bundled_chart), helm,
          supply::find_telepresence_client(environment)};
}

std::optional<cluster::Release> manager_version(const helm::Client& helm,
                                                const std::string& release_namespace,
                                                const Progress& progress) {
  progress.step(fmt::format("Reading the Traffic Manager in namespace {}", release_namespace));
  const auto question = cluster::releases_question({release_namespace, std::nullopt});
  const auto releases =
      cluster::parse_releases(helm.read(question.arguments, question.doing, progress.tick));
  if (releases.empty()) return std::nullopt;
  return releases.front();
}

}  // namespace telepresence::commands
