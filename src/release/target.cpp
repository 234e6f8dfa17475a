#include "release/target.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "helm/parent_command.hpp"
#include "kubeconfig/locate.hpp"
#include "kubeconfig/selection.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

// RFC 1123 label, as Kubernetes wants a namespace's name to be.
bool is_namespace_name(const std::string& name) {
  constexpr std::size_t longest = 63;
  const auto is_alphanumeric = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
  };
  return !name.empty() && name.size() <= longest && is_alphanumeric(name.front()) &&
         is_alphanumeric(name.back()) && std::all_of(name.begin(), name.end(), [&](char c) {
           return is_alphanumeric(c) || c == '-';
         });
}

Target choose(const std::string& name, NamespaceRule rule, const std::string& reason) {
  if (!is_namespace_name(name)) {
    throw Error(ErrorKind::usage,
                fmt::format("namespace '{}' (from {}) is not a valid name", name, reason),
                "A namespace is named with small letters, digits and hyphens, 63 at most.");
  }
  return {name, rule, reason, {}, {}};
}

// HELM_NAMESPACE as the user exported it; helm itself sets it for every plugin.
std::optional<std::string> exported_namespace(const platform::Environment& environment,
                                              const kubeconfig::Selection& selection,
                                              const std::optional<platform::ParentProcess>& helm) {
  if (helm && helm->environment) return helm->environment->get("HELM_NAMESPACE");
  // Without a look at helm, what differs from what helm would have put there was asked for.
  const auto set = environment.get("HELM_NAMESPACE");
  return set == selection.context_namespace.value_or("default") ? std::nullopt : set;
}

bool is_this_plugins_helm(const platform::ParentProcess& parent,
                          const platform::Environment& environment) {
  const auto plugin = environment.get("HELM_PLUGIN_NAME");
  return plugin && std::find(parent.arguments.begin(), parent.arguments.end(), *plugin) !=
                       parent.arguments.end();
}

}  // namespace

const char* to_word(NamespaceRule rule) {
  switch (rule) {
    case NamespaceRule::manager_namespace_flag:
      return "manager-namespace-flag";
    case NamespaceRule::namespace_flag:
      return "namespace-flag";
    case NamespaceRule::helm_namespace:
      return "helm-namespace";
    case NamespaceRule::kubeconfig:
      return "kubeconfig";
    case NamespaceRule::environment_variable:
      return "environment-variable";
    case NamespaceRule::standard:
      break;
  }
  return "default";
}

std::string command_line(const std::string& command, const Target& target) {
  std::string line = "helm telepresence " + command;
  const bool typed = target.rule == NamespaceRule::manager_namespace_flag ||
                     target.rule == NamespaceRule::namespace_flag;
  if (typed) line += " -n " + target.manager_namespace;
  return line;
}

Target resolve_target(const TargetRequest& request, const platform::Environment& environment,
                      const std::optional<platform::ParentProcess>& parent) {
  const auto helm = parent && is_this_plugins_helm(*parent, environment) ? parent : std::nullopt;
  const auto selection =
      kubeconfig::select(kubeconfig::locate(environment), environment.get("HELM_KUBECONTEXT"));
  const auto chosen = [&]() -> Target {
    if (request.manager_namespace) {
      return choose(*request.manager_namespace, NamespaceRule::manager_namespace_flag,
                    "--manager-namespace");
    }
    auto flag = request.namespace_flag;
    if (!flag && helm) flag = helm::namespace_flag(helm->arguments);
    if (flag) return choose(*flag, NamespaceRule::namespace_flag, "--namespace");
    if (const auto exported = exported_namespace(environment, selection, helm)) {
      return choose(*exported, NamespaceRule::helm_namespace, "HELM_NAMESPACE");
    }
    if (selection.manager_namespace) {
      return choose(selection.manager_namespace->name, NamespaceRule::kubeconfig,
                    fmt::format("the telepresence.io extension of cluster {} in {}",
                                selection.cluster, selection.cluster_file.string()));
    }
    if (const auto variable = environment.get("TELEPRESENCE_MANAGER_NAMESPACE")) {
      return choose(*variable, NamespaceRule::environment_variable,
                    "TELEPRESENCE_MANAGER_NAMESPACE");
    }
    return choose(standard_namespace, NamespaceRule::standard, "the default");
  };
  Target target = chosen();
  target.context = selection.context;
  target.kubeconfig = selection;
  return target;
}

}  // namespace telepresence::release
