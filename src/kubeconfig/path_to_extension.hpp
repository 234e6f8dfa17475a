// The way to a namespace in a kubeconfig, by the keys of its telepresence.io extension:
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

#include <array>

#include "util/words.hpp"

namespace telepresence::kubeconfig {

// Which of the two keys has the namespace.
enum class Form { manager, cluster };

constexpr auto words_of(Form) {
  return std::array{Word{Form::manager, "manager", "every client reads it"},
                    Word{Form::cluster, "cluster", "clients from 2.21 on"}};
}

inline constexpr const char* extension_name = "telepresence.io";

struct FormKeys {
  const char* holder;  // the mapping that has the namespace
  const char* name;    // its key
};

constexpr FormKeys keys_of(Form form) {
  return form == Form::manager ? FormKeys{"manager", "namespace"}
                               : FormKeys{"cluster", "defaultManagerNamespace"};
}

constexpr Form other(Form form) { return form == Form::manager ? Form::cluster : Form::manager; }

}  // namespace telepresence::kubeconfig
