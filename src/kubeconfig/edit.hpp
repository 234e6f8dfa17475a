// Edits the telepresence.io extension of one cluster in a kubeconfig's text and nothing else: every
// byte outside of the extension stays. Set and then unset gives the same bytes as before, where
// the extension held no namespace before.
#pragma once

#include <optional>
#include <string>

#include "kubeconfig/extension.hpp"
#include "kubeconfig/file.hpp"

namespace telepresence::kubeconfig {

// The namespace that the extension names; nothing where it names none, or there is no such cluster.
// Throws Error (input) as read_manager_namespace does.
std::optional<ManagerNamespace> manager_namespace_in(const File& file, const std::string& cluster);

// Each gives the file's new text, the same one when there is nothing to do. What was written was
// read again, and differs from what was there in the wanted change alone. All throw Error (input),
// with "origin:line: ": when the cluster is not there or there twice, has two extensions of our
// name or a key twice, what would have to change is shared by an alias or comes by a merge, or has
// a form that it cannot have.

// The extension names `manager_namespace`, by the newer key where it uses that already.
std::string set_manager_namespace(const File& file, const std::string& cluster,
                                  const std::string& manager_namespace);

// The extension names none. What it was the only thing of goes too, up to the extension.
std::string unset_manager_namespace(const File& file, const std::string& cluster);

// The namespace stands in this form. Throws also when its mapping has other keys, which have
// no place in the other form.
std::string migrate_manager_namespace(const File& file, const std::string& cluster, Form form);

}  // namespace telepresence::kubeconfig
