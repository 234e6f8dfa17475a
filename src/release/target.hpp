// Where a command acts: the manager's namespace, and which rule chose it.
#pragma once

#include <optional>
#include <string>

#include "kubeconfig/selection.hpp"
#include "platform/environment.hpp"
#include "platform/parent.hpp"

namespace telepresence::release {

// In the order in which they are asked. The context's default namespace is no rule: a
// telepresence client would not look there.
enum class NamespaceRule {
  manager_namespace_flag,  // --manager-namespace
  namespace_flag,          // helm's -n, --namespace
  helm_namespace,          // HELM_NAMESPACE, exported by the user
  kubeconfig,              // the telepresence.io extension of the context's cluster
  environment_variable,    // TELEPRESENCE_MANAGER_NAMESPACE
  standard,                // ambassador
};

// Where the Traffic Manager is when nothing says otherwise.
inline constexpr const char* standard_namespace = "ambassador";

// A stable word for each, for JSON.
const char* to_word(NamespaceRule rule);

struct TargetRequest {
  std::optional<std::string> manager_namespace;  // --manager-namespace
  std::optional<std::string> namespace_flag;     // -n on the plugin's own command line
};

struct Target {
  std::string manager_namespace;
  NamespaceRule rule = NamespaceRule::standard;
  std::string reason;   // for people: "--namespace", "extension telepresence.io in FILE"
  std::string context;  // the kubeconfig context in use, or ""
  kubeconfig::Selection kubeconfig;  // what it says of that context
};

// "helm telepresence upgrade -n staging": the command line that acts on the same target,
// for hints.
std::string command_line(const std::string& command, const Target& target);

// `environment` is the plugin's; `parent` the process that started it, if it can be
// seen. Throws Error: usage for a name that no namespace can have; input for a
// kubeconfig that cannot be read.
Target resolve_target(const TargetRequest& request, const platform::Environment& environment,
                      const std::optional<platform::ParentProcess>& parent);

}  // namespace telepresence::release
