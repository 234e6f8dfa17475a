// `helm telepresence kubeconfig show`: where a telepresence client would look for the Traffic
// Manager, for each context.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "commands/world.hpp"
#include "release/target.hpp"

namespace telepresence::commands {

struct ShownContext {
  std::string context;
  std::string cluster;                 // "" when no file has the context's cluster
  std::filesystem::path cluster_file;  // the one that defines it, or ""
  bool current = false;
  std::string manager_namespace;
  release::NamespaceRule rule = release::NamespaceRule::standard;  // kubeconfig or a later one
};

struct ShownKubeconfig {
  bool has_files = false;  // at least one of the files exists
  std::vector<ShownContext> contexts;
};

// Throws what kubeconfig::select_all does.
ShownKubeconfig show_kubeconfig(World& world);

}  // namespace telepresence::commands
