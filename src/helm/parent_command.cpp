#include "helm/parent_command.hpp"

#include <algorithm>
#include <string_view>

namespace telepresence::helm {
namespace {

// Helm's flags that take the next word, whatever it looks like.
constexpr std::string_view flags_with_value[] = {"--kube-context",
                                                 "--namespace",
                                                 "-n",
                                                 "--kubeconfig",
                                                 "--kube-apiserver",
                                                 "--kube-token",
                                                 "--kube-as-user",
                                                 "--kube-as-group",
                                                 "--kube-ca-file",
                                                 "--registry-config",
                                                 "--repository-cache",
                                                 "--repository-config",
                                                 "--kube-insecure-skip-tls-verify",
                                                 "--kube-tls-server-name"};

bool takes_next(std::string_view argument) {
  return std::ranges::find(flags_with_value, argument) != std::end(flags_with_value);
}

bool is_this_plugins_helm(const platform::ParentProcess& parent,
                          const platform::Environment& environment) {
  const auto plugin = environment.get("HELM_PLUGIN_NAME");
  return plugin && std::ranges::find(parent.arguments, *plugin) != parent.arguments.end();
}

}  // namespace

Caller caller_of(const std::optional<platform::ParentProcess>& parent,
                 const platform::Environment& environment) {
  if (parent && is_this_plugins_helm(*parent, environment)) {
    return {true, namespace_flag(parent->arguments), parent->environment};
  }
  // Started by a shell, all that it has is what the shell exports.
  const bool by_helm = environment.get("HELM_PLUGIN_NAME").has_value();
  return {false, std::nullopt, by_helm ? std::nullopt : std::optional(environment)};
}

std::optional<std::string> namespace_flag(const std::vector<std::string>& helm_arguments) {
  std::optional<std::string> found;
  for (std::size_t i = 1; i < helm_arguments.size(); ++i) {
    const std::string_view argument = helm_arguments[i];
    for (const std::string_view prefix : {"--namespace=", "-n="}) {
      if (argument.starts_with(prefix)) found = argument.substr(prefix.size());
    }
    if (!takes_next(argument) || i + 1 >= helm_arguments.size()) continue;
    ++i;
    if (argument == "-n" || argument == "--namespace") found = helm_arguments[i];
  }
  return found;
}

std::optional<std::string> flag_of_last_word(const std::vector<std::string>& helm_arguments) {
  if (helm_arguments.size() < 2) return std::nullopt;
  const auto& flag = helm_arguments[helm_arguments.size() - 2];
  return takes_next(flag) ? std::optional(flag) : std::nullopt;
}

}  // namespace telepresence::helm
