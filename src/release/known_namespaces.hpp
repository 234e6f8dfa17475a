// The namespaces of the cluster that are known without asking it, for completion, which cannot
// wait: those that the kubeconfig names, and those that a cluster has told before.
#pragma once

#include <string>
#include <vector>

#include "kubeconfig/selection.hpp"
#include "platform/environment.hpp"
#include "release/known_answer.hpp"

namespace telepresence::release {

class KnownNamespaces {
 public:
  // Of the cluster that helm's global flags in `environment` lead to. Throws Error (input) for a
  // kubeconfig that cannot be read, (environment) without a folder for the cache.
  explicit KnownNamespaces(const platform::Environment& environment);

  // In their order, each once.
  std::vector<std::string> names() const;

  // Whether the cluster is to be asked again: there is one, and nobody has asked it for a minute.
  // Then it is the caller who asks, and others are told no for a minute. Throws Error (input).
  bool take_turn() const;

  // What the cluster has told. Throws Error (input).
  void keep(const std::vector<std::string>& names) const;

 private:
  KnownNamespaces(const platform::Environment& environment, const kubeconfig::AllContexts& all);

  kubeconfig::Selection here_;
  bool has_cluster_;
  KnownAnswer told_;
  std::vector<std::string> in_kubeconfig_;
};

}  // namespace telepresence::release
