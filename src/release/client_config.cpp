#include "release/client_config.hpp"

#include "platform/files.hpp"
#include "util/error.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t most_bytes = 1UL << 20U;

fs::path folder_of_configurations(const platform::Environment& environment) {
  const fs::path home = environment.get("HOME").value_or("");
#ifdef __APPLE__
  return home.empty() ? fs::path() : home / "Library" / "Application Support";
#else
  if (const auto folder = environment.get("XDG_CONFIG_HOME")) return *folder;
  return home.empty() ? fs::path() : home / ".config";
#endif
}

}  // namespace

std::optional<ClientConfig> read_client_config(const platform::Environment& environment) {
  const auto folder = folder_of_configurations(environment);
  if (folder.empty()) return std::nullopt;
  const auto file = folder / "telepresence" / "config.yml";
  const auto text = platform::read_file_if_present(file, most_bytes);
  if (!text) return std::nullopt;
  const auto config = yaml::parse(*text, file.string(), most_bytes);
  const auto name = config["cluster"]["defaultManagerNamespace"].scalar();
  if (name.empty()) return std::nullopt;
  return ClientConfig{file, std::string(name)};
}

std::string default_of_clients(const platform::Environment& environment) {
  try {
    const auto config = read_client_config(environment);
    return config ? config->default_manager_namespace : standard_namespace;
  } catch (const Error&) {
    return standard_namespace;
  }
}

}  // namespace telepresence::release
