#include "release/uninstall/left_behind.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "release/command_lines.hpp"
#include "release/left_overs.hpp"
#include "release/uninstall/agent_removal.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// Also those that helm had no right to delete, and that were not seen.
std::vector<cluster::LiveObject> all_left(const Removal& removal) {
  auto left = removal.proof.left;
  for (const auto& refused : removal.refused) {
    const auto is_same = [&](const cluster::LiveObject& object) {
      return object.to_string() == refused.to_string();
    };
    if (std::ranges::none_of(left, is_same)) left.push_back(refused);
  }
  return left;
}

}  // namespace

std::optional<Error> left_behind(const Removal& removal, const Target& target) {
  const auto& proof = removal.proof;
  const auto objects = all_left(removal);
  if (objects.empty() && proof.agents.empty()) return std::nullopt;
  std::vector<std::string> what;
  std::string remedy;
  if (!objects.empty()) {
    what.push_back(cluster::names_of(objects) + " " + (objects.size() == 1 ? "is" : "are") +
                   " still there");
    const bool is_refused = !removal.refused.empty();
    remedy = is_refused ? "Somebody who has the right can run:\n" : "To delete it:\n";
    remedy += delete_commands(objects, target, is_refused ? As::anybody : As::this_user);
  }
  if (!proof.agents.empty()) {
    what.push_back(still_have_agents(proof.agents));
    text::append_line(remedy, to_remove_agents(proof.agents, target));
  }
  const auto text = fmt::format("the release in namespace {} is gone, but {}{}",
                                target.manager_namespace, text::join(what, "; "),
                                proof.is_interrupted ? "; the wait for that was interrupted" : "");
  const auto kind = proof.is_interrupted ? ErrorKind::interrupted : ErrorKind::cluster;
  const auto words = text::join(proof.failures, "\n");
  if (objects.empty()) {
    return Error(kind, {"agents-left", Severity::error, {}, text, remedy}, words);
  }
  return Error(kind, {"uninstall-unfinished", Severity::error, {}, text, remedy}, words);
}

}  // namespace telepresence::release
