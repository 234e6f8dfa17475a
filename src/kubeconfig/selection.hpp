// What a set of kubeconfig files says about the cluster in use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace telepresence::kubeconfig {

struct Selection {
  std::string context;                           // "" when none is chosen
  std::string cluster;                           // name of the context's cluster, or ""
  std::optional<std::string> context_namespace;  // the context's default namespace
  // The cluster's telepresence.io extension, `manager.namespace`, or the key that
  // clients from 2.21 on use, `cluster.defaultManagerNamespace`.
  std::optional<std::string> manager_namespace;
  std::filesystem::path manager_namespace_file;  // the file that says so
};

// Reads `files` and merges them as client-go does: files that do not exist are left
// out, the first file that has a name (of a context or cluster) wins for it, the
// first that names a current context decides. `context` overrides that one.
// Throws Error (input) for a file that cannot be read or is not a kubeconfig. A
// context that no file has is not an error here: helm says so in its own words.
Selection select(const std::vector<std::filesystem::path>& files,
                 const std::optional<std::string>& context);

}  // namespace telepresence::kubeconfig
