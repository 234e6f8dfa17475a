// What a set of kubeconfig files says about its contexts and their clusters.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "kubeconfig/extension.hpp"
#include "kubeconfig/file.hpp"

namespace telepresence::kubeconfig {

struct Selection {
  bool has_files = false;                        // at least one of the files exists
  std::string context;                           // "" when none is chosen
  std::string cluster;                           // name of the context's cluster, or ""
  std::filesystem::path cluster_file;            // the file that defines it, or ""
  std::string server;                            // the URL of its API server, or ""
  std::optional<std::string> context_namespace;  // the context's default namespace
  std::shared_ptr<const File> source;            // what was read of that file, or null
  // What the cluster's telepresence.io extension says.
  std::optional<ManagerNamespace> manager_namespace;
};

// Reads `files` and merges them as client-go does: files that do not exist are left
// out, the first file that has a name (of a context or cluster) wins for it, the
// first that names a current context decides. `context` overrides that one.
// Throws Error (input) for a file that cannot be read or is not a kubeconfig; waits up to two
// seconds for a kubectl that is just writing it. A context that no file has is not an error here:
// helm says so in its own words.
Selection select(const std::vector<std::filesystem::path>& files,
                 const std::optional<std::string>& context);

struct AllContexts {
  bool has_files = false;
  std::string current;
  std::vector<Selection> contexts;  // in the files' order, each name once
};

// The same for every context. Throws what select does.
AllContexts select_all(const std::vector<std::filesystem::path>& files);

}  // namespace telepresence::kubeconfig
