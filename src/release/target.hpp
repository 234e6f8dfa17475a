// Where a command acts: the manager's namespace, which rule chose it, and on which cluster.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "helm/connection.hpp"
#include "helm/parent_command.hpp"
#include "kubeconfig/selection.hpp"
#include "platform/environment.hpp"
#include "release/client_config.hpp"
#include "util/words.hpp"

namespace telepresence::release {

// In the order in which they are asked. The context's default namespace is no rule: a
// telepresence client would not look there.
enum class NamespaceRule {
  manager_namespace_flag,  // --manager-namespace
  namespace_flag,          // helm's -n, --namespace
  helm_namespace,          // HELM_NAMESPACE, exported by the user
  kubeconfig,              // the telepresence.io extension of the context's cluster
  environment_variable,    // TELEPRESENCE_MANAGER_NAMESPACE
  client_config,           // cluster.defaultManagerNamespace in the client's config.yml
  standard,                // ambassador
};

constexpr auto words_of(NamespaceRule) {
  return std::array{Word{NamespaceRule::manager_namespace_flag, "manager-namespace-flag"},
                    Word{NamespaceRule::namespace_flag, "namespace-flag"},
                    Word{NamespaceRule::helm_namespace, "helm-namespace"},
                    Word{NamespaceRule::kubeconfig, "kubeconfig"},
                    Word{NamespaceRule::environment_variable, "environment-variable"},
                    Word{NamespaceRule::client_config, "client-config"},
                    Word{NamespaceRule::standard, "default"}};
}

struct TargetRequest {
  std::optional<std::string> manager_namespace;  // --manager-namespace
  std::optional<std::string> namespace_flag;     // -n on the plugin's own command line
};

struct Target {
  std::string manager_namespace;
  NamespaceRule rule = NamespaceRule::standard;
  std::string reason;   // for people: "--namespace", "extension telepresence.io in FILE"
  std::string context;  // the kubeconfig context in use, or ""
  // The flags that lead another command to the same cluster as the same user, as words of a command
  // line: "--kube-context", "prod". Never a token.
  std::vector<std::string> cluster_flags;
  // The same of what the user exports as HELM_…: another helm inherits it, and other programs do
  // not read it.
  std::vector<std::string> exported_flags = {};
};

// A target, what the kubeconfig says of its context, and how helm gets there.
struct LocatedTarget {
  Target target;
  kubeconfig::Selection kubeconfig;
  helm::Connection connection;
  // Where this user's clients look when the kubeconfig does not say.
  std::string default_of_clients = standard_namespace;
};

// `environment` is the plugin's, helm's global flags in it. Throws Error: usage for a name that no
// namespace can have; input for a kubeconfig that cannot be read.
LocatedTarget locate_target(const TargetRequest& request, const platform::Environment& environment,
                            const helm::Caller& caller);

}  // namespace telepresence::release
