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

// Those that helm had no right to delete, but for what was seen to be there anyhow.
std::vector<std::string> refused_besides(const Removal& removal) {
  auto names = removal.refused;
  for (const auto& object : removal.proof.left) {
    names.erase(std::ranges::remove(names, object.short_name()).begin(), names.end());
  }
  return names;
}

std::vector<std::string> names_of_left(const Removal& removal) {
  auto names = refused_besides(removal);
  for (const auto& object : removal.proof.left) names.push_back(object.to_string());
  return names;
}

std::string commands_for_left(const Removal& removal, const Target& target) {
  const auto who = removal.refused.empty() ? As::this_user : As::anybody;
  auto commands = delete_commands(removal.proof.left, target, who);
  const auto refused = refused_besides(removal);
  if (refused.empty()) return commands;
  helm::Arguments words = {"delete"};
  words.insert(words.end(), refused.begin(), refused.end());
  words.insert(words.end(), {"--namespace", target.manager_namespace});
  text::append_line(commands, kubectl_command(target, words, who));
  return commands;
}

}  // namespace

std::optional<Error> left_behind(const Removal& removal, const Target& target) {
  const auto& proof = removal.proof;
  const auto objects = names_of_left(removal);
  if (objects.empty() && proof.agents.empty()) return std::nullopt;
  std::vector<std::string> what;
  std::string remedy;
  if (!objects.empty()) {
    what.push_back(text::join(objects, ", ") + " " + (objects.size() == 1 ? "is" : "are") +
                   " still there");
    remedy = removal.refused.empty() ? "To delete it:\n" : "Somebody who has the right can run:\n";
    remedy += commands_for_left(removal, target);
  }
  if (!proof.agents.empty()) {
    what.push_back(still_have_agents(proof.agents));
    text::append_line(remedy, to_remove_agents(proof.agents, target));
  }
  const auto text = fmt::format("the release in namespace {} is gone, but {}",
                                target.manager_namespace, text::join(what, "; "));
  const auto words = text::join(proof.failures, "\n");
  if (objects.empty()) {
    return Error(ErrorKind::cluster, {"agents-left", Severity::error, {}, text, remedy}, words);
  }
  return Error(ErrorKind::cluster, {"uninstall-unfinished", Severity::error, {}, text, remedy},
               words);
}

}  // namespace telepresence::release
