// `helm telepresence kubeconfig show`: where a telepresence client would look for the Traffic
// Manager, for each context.
#pragma once

#include <string>
#include <vector>

#include "kubeconfig/selection.hpp"
#include "platform/environment.hpp"
#include "release/target.hpp"

namespace telepresence::commands {

struct ShownContext {
  kubeconfig::Selection selection;
  bool current = false;
  std::string manager_namespace;
  release::NamespaceRule rule =
      release::NamespaceRule::standard;  // kubeconfig, environment_variable or standard
};

struct ShownKubeconfig {
  bool has_files = false;  // at least one of the files exists
  std::vector<ShownContext> contexts;
};

// Throws what kubeconfig::select_all does.
ShownKubeconfig show_kubeconfig(const platform::Environment& environment);

}  // namespace telepresence::commands
