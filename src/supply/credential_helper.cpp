#include "supply/credential_helper.hpp"

#include <nlohmann/json.hpp>
#include <vector>

#include "platform/files.hpp"
#include "platform/program.hpp"
#include "util/error.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> configurations(const platform::Environment& environment) {
  std::vector<fs::path> files;
  if (const auto file = environment.get("HELM_REGISTRY_CONFIG")) files.emplace_back(*file);
  if (const auto folder = environment.get("DOCKER_CONFIG")) {
    files.push_back(fs::path(*folder) / "config.json");
  } else if (const auto home = environment.get("HOME")) {
    files.push_back(fs::path(*home) / ".docker" / "config.json");
  }
  return files;
}

// A text of an object; "" when it has none of that name.
std::string text_of(const nlohmann::json& object, const std::string& key) {
  const auto found = object.is_object() ? object.find(key) : object.end();
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

// "" for one that cannot be read: then helm has said what is wrong with it.
std::string text_of_file(const fs::path& file) {
  constexpr std::size_t most_bytes = 1UL << 20U;
  try {
    return platform::read_file_if_present(file, most_bytes).value_or("");
  } catch (const Error&) {
    return {};
  }
}

// A file that is none, or no JSON, names no helper.
std::optional<CredentialHelper> helper_in(const fs::path& file, const std::string& host) {
  const auto config = nlohmann::json::parse(text_of_file(file), nullptr, false);
  if (!config.is_object()) return std::nullopt;
  const auto own = text_of(config.value("credHelpers", nlohmann::json()), host);
  const auto name = own.empty() ? text_of(config, "credsStore") : own;
  if (name.empty()) return std::nullopt;
  return CredentialHelper{"docker-credential-" + name, file,
                          own.empty() ? "credsStore" : "credHelpers"};
}

}  // namespace

std::optional<CredentialHelper> missing_credential_helper(
    const std::string& host, const platform::Environment& environment) {
  for (const auto& file : configurations(environment)) {
    auto helper = helper_in(file, host);
    if (helper && !platform::find_program(helper->program, environment)) return helper;
  }
  return std::nullopt;
}

}  // namespace telepresence::supply
