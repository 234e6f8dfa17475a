// Helm's own global flags. Helm takes them out of a plugin's arguments and hands them
// over as environment variables, and a child helm reads those again: so they reach
// it without being on its command line, where `ps` would show a token.
// Source: helm pkg/cli/environment.go (EnvSettings.EnvVars and New), 3.17 to 4.3.
#pragma once

#include <span>
#include <string_view>

namespace telepresence::helm {

struct GlobalFlag {
  std::string_view name;        // "--kube-context"
  std::string_view variable;    // "HELM_KUBECONTEXT"
  std::string_view value_name;  // "" for a flag that takes no value
  std::string_view help;        // with an example
  // Whether it is part of where a command acts and as whom: another command needs it to do the same
  // there. A token is not: it is a secret.
  bool leads = false;
  bool repeats = false;  // it may be given several times; its variable has them with commas
  std::string_view kubectl = {};  // kubectl's name of one that leads: "--context"
};

// All but --namespace, --debug and --kubeconfig, which this plugin reads itself.
std::span<const GlobalFlag> global_flags();

}  // namespace telepresence::helm
