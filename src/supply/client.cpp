#include "supply/client.hpp"

#include <chrono>

#include "platform/children.hpp"
#include "platform/program.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

constexpr std::chrono::seconds time_limit{2};
constexpr std::size_t output_limit = 64UL << 10U;
constexpr std::string_view mark = "Client";

std::optional<chart::Edition> edition_of(const std::string& name) {
  if (name.empty()) return std::nullopt;
  return name == "OSS" ? chart::Edition::oss : chart::Edition::enterprise;
}

// What it prints; "" when it fails or has no answer. A file that cannot be run is a client that
// says nothing.
std::string ask(const std::string& path, const platform::Environment& environment) {
  platform::Command command;
  command.arguments = {path, "version"};
  command.environment = environment;
  command.work = platform::Command::Work::question;
  command.time_limit = time_limit;
  command.capture_limit = output_limit;
  try {
    const auto outcome = platform::outcome_of(command);
    return outcome.succeeded() ? outcome.output : std::string();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return {};
  }
}

}  // namespace

TelepresenceClient parse_client(const std::string& path, std::string_view output) {
  for (const auto& line : text::split(output, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string name(text::trim(std::string_view(line).substr(0, colon)));
    if (name != mark && !name.ends_with(" Client")) continue;
    const auto version = Version::parse(text::trim(std::string_view(line).substr(colon + 1)));
    if (!version) continue;
    const std::string edition(text::trim(name.substr(0, name.size() - mark.size())));
    return {path, version, edition, edition_of(edition)};
  }
  return {path, {}, {}, {}};
}

std::optional<TelepresenceClient> find_telepresence_client(
    const platform::Environment& environment) {
  const auto path = platform::find_program("telepresence", environment);
  if (!path) return std::nullopt;
  return parse_client(path->string(), ask(path->string(), environment));
}

}  // namespace telepresence::supply
