// Values that have a flag of their own, for what most people set.
#pragma once

#include <string>
#include <vector>

#include "helm/arguments.hpp"

namespace telepresence::release {

// Whom the chart gives the rights of a client: a subject of RBAC.
struct ClientSubject {
  std::string kind;  // "User", "Group" or "ServiceAccount"
  std::string name;
  std::string object_namespace;  // of a ServiceAccount
};

struct ShortForms {
  std::vector<std::string> managed_namespaces;  // --managed-namespaces
  std::vector<ClientSubject> client_subjects;   // --client-subject
  std::string image_registry;                   // --image-registry

  bool empty() const {
    return managed_namespaces.empty() && client_subjects.empty() && image_registry.empty();
  }
};

// "User:jane", "Group:devs", "ServiceAccount:ci/runner". Throws Error (usage) for anything else.
ClientSubject parse_subject(const std::string& text);

// What helm is told of them; a --set of the user comes later, and wins.
std::vector<helm::ValueFlag> values_of(const ShortForms& forms);

// The flags themselves, as words of a command line.
helm::Arguments words_of(const ShortForms& forms);

}  // namespace telepresence::release
