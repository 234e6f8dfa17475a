// The words of the telepresence.io extension, for who reads and who edits it.
#pragma once

#include "kubeconfig/extension.hpp"

namespace telepresence::kubeconfig {

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
