#include "release/short_forms.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/error.hpp"
#include "util/quoted.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

helm::ValueFlag json(const std::string& key, const std::string& value) {
  return {"--set-json", key + '=' + value};
}

std::string list_of(const std::vector<std::string>& json) {
  return "[" + text::join(json, ",") + "]";
}

std::string word_of(const Subject& subject) {
  return subject.object_namespace.empty()
             ? fmt::format("{}:{}", subject.kind, subject.name)
             : fmt::format("{}:{}/{}", subject.kind, subject.object_namespace, subject.name);
}

}  // namespace

std::string json_of(const Subject& subject) {
  if (subject.kind == "ServiceAccount") {
    return fmt::format(R"({{"kind":"ServiceAccount","name":{},"namespace":{}}})",
                       double_quoted(subject.name), double_quoted(subject.object_namespace));
  }
  return fmt::format(R"({{"apiGroup":"rbac.authorization.k8s.io","kind":"{}","name":{}}})",
                     subject.kind, double_quoted(subject.name));
}

Subject parse_subject(const std::string& flag, const std::string& text) {
  const auto colon = std::min(text.find(':'), text.size());
  Subject subject;
  subject.kind = text.substr(0, colon);
  subject.name = text.substr(std::min(colon + 1, text.size()));
  bool is_complete = subject.kind == "User" || subject.kind == "Group";
  if (subject.kind == "ServiceAccount") {
    const auto slash = subject.name.find('/');
    is_complete = slash != std::string::npos && slash > 0;
    if (is_complete) {
      subject.object_namespace = subject.name.substr(0, slash);
      subject.name.erase(0, slash + 1);
    }
  }
  const bool is_plain = text::printable(subject.name, text::Lines::escape) == subject.name;
  if (is_complete && is_plain && !subject.name.empty()) return subject;
  throw Error(ErrorKind::usage, fmt::format("{} {}: no subject of RBAC", flag, text),
              "Use User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME.");
}

std::vector<helm::ValueFlag> values_of(const ShortForms& forms) {
  std::vector<helm::ValueFlag> values;
  if (!forms.managed_namespaces.empty()) {
    std::vector<std::string> names;
    names.reserve(forms.managed_namespaces.size());
    for (const auto& name : forms.managed_namespaces) names.push_back(double_quoted(name));
    values.push_back(json("managerRbac.namespaced", "true"));
    values.push_back(json("managerRbac.namespaces", list_of(names)));
  }
  if (!forms.client_subjects.empty()) {
    std::vector<std::string> subjects;
    subjects.reserve(forms.client_subjects.size());
    for (const auto& subject : forms.client_subjects) subjects.push_back(json_of(subject));
    values.push_back(json("clientRbac.create", "true"));
    values.push_back(json("clientRbac.subjects", list_of(subjects)));
  }
  if (!forms.image_registry.empty()) {
    const auto registry = double_quoted(forms.image_registry);
    for (const auto* key : {"image.registry", "hooks.curl.registry", "hooks.busybox.registry"}) {
      values.push_back(json(key, registry));
    }
    values.push_back(json("ambassador-agent.image.repository",
                          double_quoted(forms.image_registry + "/ambassador-agent")));
  }
  return values;
}

helm::Arguments words_of(const ShortForms& forms) {
  helm::Arguments words;
  if (!forms.managed_namespaces.empty()) {
    words.insert(words.end(), {"--managed-namespaces", text::join(forms.managed_namespaces, ",")});
  }
  for (const auto& subject : forms.client_subjects) {
    words.insert(words.end(), {"--client-subject", word_of(subject)});
  }
  if (!forms.image_registry.empty()) {
    words.insert(words.end(), {"--image-registry", forms.image_registry});
  }
  return words;
}

}  // namespace telepresence::release
