#include "release/command_lines.hpp"

#include <algorithm>

#include "helm/global_flags.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

std::string quoted(const helm::Arguments& words) {
  std::vector<std::string> quoted;
  quoted.reserve(words.size());
  for (const auto& word : words) quoted.push_back(text::shell_quoted(word));
  return text::join(quoted, " ");
}

// "--kube-context" is kubectl's "--context", "--kube-insecure-skip-tls-verify=true" has its value
// with it, and what is no such flag stays what it is.
std::string for_kubectl(const std::string& word) {
  const auto end = std::min(word.find('='), word.size());
  for (const auto& flag : helm::global_flags()) {
    if (flag.name == std::string_view(word).substr(0, end)) {
      return std::string(flag.kubectl) + word.substr(end);
    }
  }
  return word;
}

void append_flags_of_kubectl(helm::Arguments& words, const Target& target, As who) {
  auto flags = target.exported_flags;
  helm::append(flags, target.cluster_flags);
  for (std::size_t i = 0; i < flags.size(); ++i) {
    if (who == As::anybody && flags[i].starts_with("--kube-as-")) {
      ++i;
    } else {
      words.push_back(for_kubectl(flags[i]));
    }
  }
}

// The other rules choose the same namespace again.
bool is_typed(NamespaceRule rule) {
  return rule == NamespaceRule::manager_namespace_flag || rule == NamespaceRule::namespace_flag;
}

}  // namespace

std::string plugin_command(const Target& target, const helm::Arguments& words) {
  if (is_typed(target.rule)) return plugin_command_in(target.manager_namespace, target, words);
  helm::Arguments line = {"helm", "telepresence"};
  helm::append(line, words);
  helm::append(line, target.cluster_flags);
  return quoted(line);
}

std::string plugin_command_in(const std::string& manager_namespace, const Target& target,
                              const helm::Arguments& words) {
  helm::Arguments line = {"helm", "telepresence"};
  helm::append(line, words);
  helm::append(line, {"-n", manager_namespace});
  helm::append(line, target.cluster_flags);
  return quoted(line);
}

std::string new_certificate_command(const Target& target, const helm::Arguments& chart) {
  helm::Arguments words = {"--set", "agentInjector.certificate.regenerate=true"};
  helm::append(words, chart);
  return same_values_command(target, words);
}

std::string rights_command(const Target& target) {
  return plugin_command_in(target.manager_namespace, target, {"rbac", "--installer"});
}

std::string same_values_command(const Target& target, const helm::Arguments& chart) {
  helm::Arguments words = {"upgrade", "--reset-then-reuse-values"};
  helm::append(words, chart);
  return plugin_command(target, words);
}

std::string helm_command(const Target& target, const helm::Arguments& arguments) {
  helm::Arguments line = {"helm"};
  helm::append(line, arguments);
  helm::append(line, target.cluster_flags);
  return quoted(line);
}

std::string kubectl_command(const Target& target, const helm::Arguments& arguments, As who) {
  helm::Arguments line = {"kubectl"};
  helm::append(line, arguments);
  append_flags_of_kubectl(line, target, who);
  return quoted(line);
}

std::string client_command(const Target& target, const helm::Arguments& words) {
  helm::Arguments line = {"telepresence"};
  helm::append(line, words);
  append_flags_of_kubectl(line, target, As::anybody);
  return quoted(line);
}

helm::Arguments deletion_of_pods(const std::vector<std::string>& pods, const std::string& in) {
  helm::Arguments arguments = {"delete", "pod"};
  helm::append(arguments, pods);
  // kubectl may miss their end where the next one of that name is there at once.
  helm::append(arguments, {"--namespace", in, "--wait=false"});
  return arguments;
}

}  // namespace telepresence::release
