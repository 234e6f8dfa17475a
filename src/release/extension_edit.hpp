// `helm telepresence kubeconfig set | unset | migrate`: the telepresence.io extension of the
// cluster in use.
#pragma once

#include <string>

#include "kubeconfig/extension.hpp"
#include "release/target.hpp"
#include "util/progress.hpp"

namespace telepresence::release {

enum class KubeconfigChange { set, unset, migrate };

struct KubeconfigEditRequest {
  KubeconfigChange change = KubeconfigChange::set;
  kubeconfig::Form form = kubeconfig::Form::manager;  // of migrate
  bool dry_run = false;
};

struct KubeconfigEditReport {
  Target target;  // which cluster, which file, and for set which namespace
  bool changed = false;
  bool dry_run = false;
  std::string diff;  // what changes, as `diff -u` shows it
};

// Throws Error: not_found when no file defines the context's cluster; and what the edit and
// kubeconfig::update_file do. Then nothing was changed.
KubeconfigEditReport edit_kubeconfig(const KubeconfigEditRequest& request, const Target& target,
                                     const Progress& progress);

}  // namespace telepresence::release
