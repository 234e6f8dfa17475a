#include "supply/client.hpp"

#include <chrono>

#include "platform/children.hpp"
#include "platform/program.hpp"
#include "util/error.hpp"
#include "util/semver.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

constexpr std::chrono::seconds time_limit{2};
constexpr std::size_t output_limit = 64UL << 10U;

}  // namespace

std::optional<chart::Edition> TelepresenceClient::chart_edition() const {
  if (edition.empty()) return std::nullopt;
  return edition == "OSS" ? chart::Edition::oss : chart::Edition::enterprise;
}

void parse_client_version(std::string_view output, TelepresenceClient& client) {
  for (const auto& line : text::split(output, '\n')) {
    const auto colon = line.find(':');
    if (colon == std::string::npos) continue;
    const std::string name(text::trim(std::string_view(line).substr(0, colon)));
    if (name != "Client" && !name.ends_with(" Client")) continue;
    const auto version = Version::parse(text::trim(std::string_view(line).substr(colon + 1)));
    if (!version) continue;
    client.version = version->to_string();
    client.edition = text::trim(name.substr(0, name.size() - std::string_view("Client").size()));
    return;
  }
}

std::optional<TelepresenceClient> find_telepresence_client(
    const platform::Environment& environment) {
  const auto path = platform::find_program("telepresence", environment);
  if (!path) return std::nullopt;
  TelepresenceClient client{path->string(), {}, {}};
  platform::Command command;
  command.arguments = {client.path, "version"};
  command.environment = environment;
  command.work = platform::Command::Work::question;
  command.time_limit = time_limit;
  command.capture_limit = output_limit;
  try {
    const auto outcome = platform::run(command);
    if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
    if (outcome.succeeded()) parse_client_version(outcome.output, client);
  } catch (const Error& error) {
    // A file that cannot be run is a client without a version.
    if (error.kind() == ErrorKind::interrupted) throw;
  }
  return client;
}

}  // namespace telepresence::supply
