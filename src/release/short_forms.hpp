// Values that have a flag of their own, for what most people set.
#pragma once

#include <string>
#include <vector>

#include "helm/arguments.hpp"

namespace telepresence::release {

// Whom rights are given: a subject of RBAC.
struct Subject {
  std::string kind;  // "User", "Group" or "ServiceAccount"
  std::string name;
  std::string object_namespace;  // of a ServiceAccount
};

struct ShortForms {
  std::vector<std::string> managed_namespaces;  // --managed-namespaces
  std::vector<Subject> client_subjects;         // --client-subject
  std::string image_registry;                   // --image-registry

  bool empty() const {
    return managed_namespaces.empty() && client_subjects.empty() && image_registry.empty();
  }
};

// "User:jane", "Group:devs", "ServiceAccount:ci/runner", as `flag` gives it. Throws Error (usage)
// for anything else.
Subject parse_subject(const std::string& flag, const std::string& text);

// As an entry of `subjects` in a binding, JSON.
std::string json_of(const Subject& subject);

// What helm is told of them; a --set of the user comes later, and wins.
std::vector<helm::ValueFlag> values_of(const ShortForms& forms);

// The flags themselves, as words of a command line.
helm::Arguments words_of(const ShortForms& forms);

}  // namespace telepresence::release
