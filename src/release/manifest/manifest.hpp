// The objects of a manifest, as helm makes it of a chart and records it.
#pragma once

#include <string>
#include <vector>

#include "yaml/value.hpp"

namespace telepresence::release {

struct ManifestDocument {
  std::string text;     // as it stands there, without the line before it
  yaml::Value content;  // null or none for one that is empty
};

// Throws Error (input) for what is no YAML, as `objects_of` does.
std::vector<ManifestDocument> documents_of(const std::string& manifest);

struct ManifestObject {
  std::string group;  // of its apiVersion, "" for the core's
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
  yaml::Value content;

  // Whether both stand for one object in the cluster.
  bool is_same_as(const ManifestObject& other) const {
    return group == other.group && kind == other.kind && name == other.name &&
           object_namespace == other.object_namespace;
  }
  bool is_secret() const { return group.empty() && kind == "Secret"; }
  bool is_hook() const {
    return static_cast<bool>(content["metadata"]["annotations"]["helm.sh/hook"]);
  }
};

// `in` is the namespace of those that name none. What a List has are objects of their own.
std::vector<ManifestObject> objects_of(const std::string& manifest, const std::string& in);

// What the object of that name says among `objects`, and lives as long as these; a Value of kind
// none where it is not there.
const yaml::Value& content_in(const std::vector<ManifestObject>& objects, const ManifestObject& of);

}  // namespace telepresence::release
