#include "release/command_lines.hpp"

#include "util/text.hpp"

namespace telepresence::release {
namespace {

void append(helm::Arguments& words, const helm::Arguments& more) {
  words.insert(words.end(), more.begin(), more.end());
}

std::string quoted(const helm::Arguments& words) {
  std::vector<std::string> quoted;
  quoted.reserve(words.size());
  for (const auto& word : words) quoted.push_back(text::shell_quoted(word));
  return text::join(quoted, " ");
}

// The other rules choose the same namespace again.
bool is_typed(NamespaceRule rule) {
  return rule == NamespaceRule::manager_namespace_flag || rule == NamespaceRule::namespace_flag;
}

}  // namespace

std::string plugin_command(const Target& target, const helm::Arguments& words) {
  if (is_typed(target.rule)) return plugin_command_in(target.manager_namespace, target, words);
  helm::Arguments line = {"helm", "telepresence"};
  append(line, words);
  append(line, target.cluster_flags);
  return quoted(line);
}

std::string plugin_command_in(const std::string& manager_namespace, const Target& target,
                              const helm::Arguments& words) {
  helm::Arguments line = {"helm", "telepresence"};
  append(line, words);
  append(line, {"-n", manager_namespace});
  append(line, target.cluster_flags);
  return quoted(line);
}

std::string helm_command(const Target& target, const helm::Arguments& arguments) {
  helm::Arguments line = {"helm"};
  append(line, arguments);
  append(line, target.cluster_flags);
  return quoted(line);
}

}  // namespace telepresence::release
