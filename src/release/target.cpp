#include "release/target.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "helm/arguments.hpp"
#include "helm/global_flags.hpp"
#include "kubeconfig/locate.hpp"
#include "release/client_config.hpp"
#include "release/namespace_name.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

Target choose(const std::string& name, NamespaceRule rule, const std::string& reason) {
  if (!is_namespace_name(name)) {
    throw Error(ErrorKind::usage,
                fmt::format("namespace '{}' (from {}) is not a valid name", name, reason),
                "A namespace name consists of lowercase letters, digits and hyphens, at most 63.");
  }
  return {name, rule, reason, {}, {}};
}

// HELM_NAMESPACE as the user exported it; helm itself sets it for every plugin.
std::optional<std::string> exported_namespace(const platform::Environment& environment,
                                              const kubeconfig::Selection& selection,
                                              const helm::Caller& caller) {
  if (caller.is_helm && caller.exported) return caller.exported->get("HELM_NAMESPACE");
  // Without a look at helm, what differs from what helm would have put there was asked for.
  const auto set = environment.get("HELM_NAMESPACE");
  return set == selection.context_namespace.value_or("default") ? std::nullopt : set;
}

// Whether a variable has its value by a flag of this run: another command does not inherit it then.
bool is_set_by_flag(const std::string& variable, const platform::Environment& environment,
                    const helm::Caller& caller) {
  const auto value = environment.get(variable);
  return value && !(caller.exported && caller.exported->get(variable) == value);
}

void append_flag(std::vector<std::string>& flags, const helm::GlobalFlag& flag,
                 const std::string& value) {
  const std::string name(flag.name);
  if (flag.value_name.empty()) {
    if (value == "true") flags.push_back(name + "=true");
    return;
  }
  if (!flag.repeats) {
    // They are for command lines that are shown.
    flags.insert(flags.end(), {name, text::without_logins(value)});
    return;
  }
  // Helm gives each of them twice.
  std::set<std::string> given;
  for (const auto& part : text::split(value, ',')) {
    if (given.insert(part).second) flags.insert(flags.end(), {name, part});
  }
}

// Those that lead to a cluster and a user: set by a flag of this run, or exported.
std::vector<std::string> leading_flags(const platform::Environment& environment,
                                       const helm::Caller& caller, bool by_flag) {
  std::vector<std::string> flags;
  for (const auto& flag : helm::global_flags()) {
    const std::string variable(flag.variable);
    const auto value = environment.get(variable);
    if (!flag.leads || !value || is_set_by_flag(variable, environment, caller) != by_flag) continue;
    append_flag(flags, flag, *value);
  }
  return flags;
}

std::vector<std::string> cluster_flags(const platform::Environment& environment,
                                       const helm::Caller& caller) {
  std::vector<std::string> flags;
  // A list of files can be exported, but is no value of the flag.
  const auto kubeconfig = environment.get("KUBECONFIG").value_or("");
  if (is_set_by_flag("KUBECONFIG", environment, caller) &&
      kubeconfig.find(':') == std::string::npos) {
    flags = {"--kubeconfig", kubeconfig};
  }
  helm::append(flags, leading_flags(environment, caller, true));
  return flags;
}

Target choose_namespace(const TargetRequest& request, const platform::Environment& environment,
                        const helm::Caller& caller, const kubeconfig::Selection& selection) {
  if (request.manager_namespace) {
    return choose(*request.manager_namespace, NamespaceRule::manager_namespace_flag,
                  "--manager-namespace");
  }
  if (const auto flag = request.namespace_flag ? request.namespace_flag : caller.namespace_flag) {
    return choose(*flag, NamespaceRule::namespace_flag, "--namespace");
  }
  if (const auto exported = exported_namespace(environment, selection, caller)) {
    return choose(*exported, NamespaceRule::helm_namespace, "HELM_NAMESPACE");
  }
  if (selection.manager_namespace) {
    return choose(selection.manager_namespace->name, NamespaceRule::kubeconfig,
                  fmt::format("the telepresence.io extension of cluster {} in {}",
                              selection.cluster, selection.cluster_file.string()));
  }
  if (const auto variable = environment.get("TELEPRESENCE_MANAGER_NAMESPACE")) {
    return choose(*variable, NamespaceRule::environment_variable, "TELEPRESENCE_MANAGER_NAMESPACE");
  }
  if (const auto config = read_client_config(environment)) {
    return choose(config->default_manager_namespace, NamespaceRule::client_config,
                  "cluster.defaultManagerNamespace in " + config->file.string());
  }
  return choose(standard_namespace, NamespaceRule::standard, "the default");
}

// A context that no file has is left to helm, which says so. The API server is told only where the
// user did: client-go forgets the kubeconfig's tls-server-name for one that it is told.
helm::Connection connection_to(const kubeconfig::Selection& selection,
                               const std::vector<std::filesystem::path>& files,
                               const platform::Environment& environment) {
  if (selection.server.empty()) return {};
  std::vector<std::string> names;
  names.reserve(files.size());
  for (const auto& file : files) names.push_back(file.string());
  return {text::join(names, ":"), selection.context, environment.get("HELM_KUBEAPISERVER")};
}

}  // namespace

LocatedTarget locate_target(const TargetRequest& request, const platform::Environment& environment,
                            const helm::Caller& caller) {
  const auto files = kubeconfig::locate(environment);
  auto selection = kubeconfig::select(files, environment.get("HELM_KUBECONTEXT"));
  auto target = choose_namespace(request, environment, caller, selection);
  target.context = selection.context;
  target.cluster_flags = cluster_flags(environment, caller);
  target.exported_flags = leading_flags(environment, caller, false);
  auto connection = connection_to(selection, files, environment);
  // The last rules have asked already.
  const bool is_default =
      target.rule == NamespaceRule::client_config || target.rule == NamespaceRule::standard;
  auto by_default = is_default ? target.manager_namespace : default_of_clients(environment);
  return {std::move(target), std::move(selection), std::move(connection), std::move(by_default)};
}

}  // namespace telepresence::release
