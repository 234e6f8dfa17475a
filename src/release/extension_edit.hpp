// Sets, removes or rewrites the telepresence.io extension of the cluster in use.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "kubeconfig/path_to_extension.hpp"
#include "release/target.hpp"
#include "util/progress.hpp"
#include "util/words.hpp"

namespace telepresence::release {

enum class ExtensionEdit { set, unset, migrate };

constexpr auto words_of(ExtensionEdit) {
  return std::array{Word{ExtensionEdit::set, "set"}, Word{ExtensionEdit::unset, "unset"},
                    Word{ExtensionEdit::migrate, "migrate"}};
}

struct ExtensionEditRequest {
  ExtensionEdit edit = ExtensionEdit::set;
  kubeconfig::Form form = kubeconfig::Form::manager;  // of migrate
  bool dry_run = false;
  // Nothing is done where another name is there by then; "": whatever is there.
  std::string only_if_named{};
};

// Gives what changed, as `diff -u` shows it; "" when nothing had to. Throws Error: not_found when
// no file defines the context's cluster; and what kubeconfig/edit and kubeconfig::update_file do.
// Then nothing was changed.
std::string edit_extension(const ExtensionEditRequest& request, const LocatedTarget& located,
                           const Progress& progress);

}  // namespace telepresence::release
