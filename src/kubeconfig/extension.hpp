// The telepresence.io extension of a cluster in a kubeconfig: where telepresence clients look
// for the Traffic Manager's namespace.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "kubeconfig/path_to_extension.hpp"
#include "util/semver.hpp"
#include "yaml/document.hpp"

namespace telepresence::kubeconfig {

struct ManagerNamespace {
  std::string name;
  Form form = Form::manager;
  std::size_t line = 0;
};

// What `cluster`, the mapping of a cluster, says; nothing when it does not. `origin` is the
// file. Throws Error (input), with "origin:line: ", when the namespace is no text to a YAML
// 1.1 reader, as `on` and `123` are not without quotes.
std::optional<ManagerNamespace> read_manager_namespace(const yaml::Node& cluster,
                                                       const std::string& origin);

// Which key a telepresence client of this version writes: the newer one from 2.21 on. Source: the
// client's documentation of the extension.
Form form_of_client(const Version& client);

}  // namespace telepresence::kubeconfig
