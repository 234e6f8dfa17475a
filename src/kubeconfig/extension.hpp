// The telepresence.io extension of a cluster in a kubeconfig: where telepresence clients look
// for the Traffic Manager's namespace.
//
//   clusters:
//   - name: NAME
//     cluster:
//       extensions:
//       - name: telepresence.io
//         extension:
//           manager: {namespace: NAMESPACE}
//
// From 2.21 on the last line may be `cluster: {defaultManagerNamespace: NAMESPACE}`; the old
// form is still read, but one extension must not have both.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include "util/yaml.hpp"

namespace telepresence::kubeconfig {

// Which of the two keys has the namespace.
enum class Form { manager, cluster };

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

}  // namespace telepresence::kubeconfig
