// What a cluster has told before, for completion, which cannot wait for it: lines that are kept in
// a file of helm's cache folder.
#pragma once

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "kubeconfig/selection.hpp"
#include "platform/environment.hpp"

namespace telepresence::release {

// What decides what a cluster tells: which one it is, and who asks. Without the token: it is a
// secret.
std::string cluster_and_user(const kubeconfig::Selection& selected,
                             const platform::Environment& environment);

// Whether there is one to ask.
bool leads_to_cluster(const kubeconfig::Selection& selected,
                      const platform::Environment& environment);

class KnownAnswer {
 public:
  // Older than `fresh` it is asked for again.
  KnownAnswer(std::filesystem::path file, std::chrono::seconds fresh);

  // None where nothing was kept.
  std::vector<std::string> lines() const;

  // Whether the cluster is to be asked again. Then it is the caller who asks, and others are told
  // no for as long as an answer is fresh. Throws Error (input).
  bool take_turn() const;

  // What the cluster has told. Throws Error (input).
  void keep(const std::vector<std::string>& lines) const;

 private:
  std::filesystem::path file_;
  std::chrono::seconds fresh_;
};

}  // namespace telepresence::release
