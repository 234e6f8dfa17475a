// Objects of any kind, as a manifest names them: which are there, and how they are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/question.hpp"

namespace telepresence::cluster {

// "Service traffic-manager in namespace staging"; without the namespace where that is "".
std::string name_of(const std::string& kind, const std::string& name,
                    const std::string& object_namespace);

struct LiveObject {
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
  // The release that owns it by helm's annotations, "" for none.
  std::string release_name;
  std::string release_namespace;
  // The whole object, JSON; "" where it was not asked for.
  std::string content;

  std::string to_string() const { return name_of(kind, name, object_namespace); }
};

// Whose own objects are none of those that stand in its way.
struct ReleaseAt {
  std::string release_namespace;
  bool is_there = false;
};

// Those objects of a manifest (a file) that are there and do not belong to the release.
Question<std::vector<LiveObject>> objects_in_the_way(const ReleaseAt& release,
                                                     const std::filesystem::path& manifest,
                                                     const std::filesystem::path& probe_chart);

// The manifest with these objects as they were, marked so that helm never deletes them.
// `originals` is a file with a JSON list of their contents.
Question<std::string> restored_manifest(const std::string& release_namespace,
                                        const std::filesystem::path& manifest,
                                        const std::filesystem::path& originals,
                                        const std::filesystem::path& probe_chart);

struct LeftBehind {
  std::vector<LiveObject> objects;
  bool runs = false;  // whether the namespace has a Deployment or StatefulSet of that name
};

// Objects with the marks of the release of a namespace, outside of it: of the whole cluster, and in
// the namespaces that it managed (as its webhook tells, and in `managed` if that is not "").
Question<LeftBehind> left_behind_by(const std::string& release_namespace,
                                    const std::string& managed,
                                    const std::filesystem::path& probe_chart);

// What helm has recorded of a revision, without hooks.
Question<std::string> manifest_of(const std::string& release_namespace, int revision);

}  // namespace telepresence::cluster
