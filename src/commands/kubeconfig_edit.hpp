// `helm telepresence kubeconfig set | unset | migrate`: the telepresence.io extension of the
// cluster in use.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "commands/world.hpp"
#include "kubeconfig/path_to_extension.hpp"
#include "release/extension_edit.hpp"
#include "release/target.hpp"

namespace telepresence::commands {

struct KubeconfigEditRequest {
  release::TargetRequest target;
  release::ExtensionEdit edit = release::ExtensionEdit::set;
  std::optional<kubeconfig::Form> form;  // of migrate; nothing: what fits the telepresence client
  bool dry_run = false;
};

struct KubeconfigEditReport {
  release::Target target;  // for set also which namespace
  release::ExtensionEdit edit = release::ExtensionEdit::set;
  std::filesystem::path file;
  std::string cluster;
  bool changed = false;
  bool dry_run = false;
  std::string diff;  // what changes, as `diff -u` shows it
};

// Throws what release::edit_extension does, and Error (usage) when no client tells which form fits.
// Then nothing was changed.
KubeconfigEditReport edit_kubeconfig(const KubeconfigEditRequest& request, World& world);

}  // namespace telepresence::commands
