#include "helm/binary.hpp"

#include <fmt/format.h>

#include <cstdio>
#include <nlohmann/json.hpp>
#include <optional>

#include "platform/children.hpp"
#include "platform/files.hpp"
#include "platform/program.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::helm {
namespace {

namespace fs = std::filesystem;

const Version oldest_supported{3, 17, 0, "", ""};
constexpr std::chrono::seconds version_time_limit{30};
constexpr std::size_t version_output_limit = 64UL << 10U;

// Remembers `helm version` by the file's identity (size and time of change).
class VersionCache {
 public:
  VersionCache(const platform::Environment& environment, const fs::path& helm) {
    const auto folder = environment.get("HELM_CACHE_HOME");
    if (!folder || is_launcher(helm)) return;
    std::error_code error;
    const auto size = fs::file_size(helm, error);
    const auto modified = fs::last_write_time(helm, error);
    if (error) return;
    file_ = fs::path(*folder) / "telepresence" / "helm-versions.json";
    key_ = fmt::format("{}:{}:{}", helm.string(), size, modified.time_since_epoch().count());
  }

  std::optional<std::string> find() const {
    const auto known = read();
    const auto found = known.find(key_);
    if (file_.empty() || found == known.end() || !found->is_string()) return std::nullopt;
    return found->get<std::string>();
  }

  void remember(const std::string& version) const {
    if (file_.empty()) return;
    constexpr std::size_t most = 20;  // old entries are of helms long replaced
    auto known = read();
    if (known.size() >= most) known.clear();
    known[key_] = version;
    try {
      platform::write_file_atomically(file_, known.dump() + '\n');
    } catch (const Error&) {
      // A cache that cannot be written costs time, nothing else.
    }
  }

 private:
  // A version manager's shim, a script or a link to a program of another name, may
  // start another helm tomorrow.
  static bool is_launcher(const fs::path& helm) {
    std::error_code error;
    const auto program = fs::canonical(helm, error).filename().string();
    if (error || !program.starts_with("helm")) return true;
    std::FILE* file = std::fopen(helm.c_str(), "rb");
    if (file == nullptr) return true;
    const bool script = std::fgetc(file) == '#' && std::fgetc(file) == '!';
    std::fclose(file);
    return script;
  }

  nlohmann::json read() const {
    auto nothing = nlohmann::json::object();
    if (file_.empty()) return nothing;
    try {
      constexpr std::size_t most_bytes = 64UL << 10U;
      const auto bytes = platform::read_file_if_present(file_, most_bytes);
      auto known = nlohmann::json::parse(bytes.value_or("{}"), nullptr, false);
      return known.is_object() ? known : nothing;
    } catch (const Error&) {
      return nothing;
    }
  }

  fs::path file_;
  std::string key_;
};

std::string ask_version(const fs::path& helm, const platform::Environment& environment) {
  platform::Command command;
  command.arguments = {helm.string(), "version", "--template", "{{.Version}}"};
  command.environment = environment;
  command.work = platform::Command::Work::question;
  command.time_limit = version_time_limit;
  command.capture_limit = version_output_limit;
  const auto outcome = platform::outcome_of(command);
  if (!outcome.succeeded()) {
    throw Error(ErrorKind::environment,
                fmt::format("{} does not report its version", helm.string()),
                "Set HELM_BIN to a helm that works.", outcome.error_output);
  }
  return std::string(text::trim(outcome.output));
}

}  // namespace

Binary find(const platform::Environment& environment) {
  const auto name = environment.get("HELM_BIN").value_or("helm");
  const auto path = platform::find_program(name, environment);
  if (!path) {
    throw Error(ErrorKind::environment, fmt::format("helm not found: {}", name),
                "Install Helm 3.17 or newer, or set HELM_BIN to where it is.");
  }
  const VersionCache cache(environment, *path);
  auto text = cache.find();
  if (!text) {
    text = ask_version(*path, environment);
    cache.remember(*text);
  }
  const auto version = Version::parse(*text);
  if (!version) {
    throw Error(
        ErrorKind::environment,
        fmt::format("{} says its version is '{}', which is no version", path->string(), *text),
        "Set HELM_BIN to a helm that works.");
  }
  if (*version < oldest_supported) {
    throw Error(ErrorKind::environment,
                fmt::format("{} is Helm {}; this plugin needs {} or newer", path->string(),
                            version->to_string(), oldest_supported.to_string()),
                "Update helm, or set HELM_BIN to a newer one.");
  }
  return {*path, *version, *text};
}

}  // namespace telepresence::helm
