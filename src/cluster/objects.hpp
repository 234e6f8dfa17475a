// Objects of any kind, as a manifest names them: which are there, and how they are.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cluster/look.hpp"

namespace telepresence::cluster {

// "Service traffic-manager in namespace staging"; without the namespace where that is "".
std::string name_of(const std::string& kind, const std::string& name,
                    const std::string& object_namespace);

// "clusterrole/traffic-manager", as helm and kubectl name it on a command line.
std::string short_name_of(const std::string& kind, const std::string& name);

struct LiveObject {
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
  // The release that owns it by helm's annotations, "" for none.
  std::string release_name;
  std::string release_namespace;
  // The whole object, JSON; "" where it was not asked for.
  std::string content;
  bool is_ending = false;  // it is being deleted
  bool is_kept = false;    // helm is told not to delete it

  std::string to_string() const { return name_of(kind, name, object_namespace); }
  std::string short_name() const { return short_name_of(kind, name); }
  // Whether helm's annotations say that it is not the Traffic Manager's of that namespace.
  bool is_of_another_release(const std::string& than_in) const;
};

// "Service traffic-manager in namespace staging, ClusterRole x"
std::string names_of(const std::vector<LiveObject>& objects);

// Two files with manifests of a release.
struct Manifests {
  std::filesystem::path made;
  std::filesystem::path former;  // "" for none
};

struct Existing {
  std::size_t number = 0;  // of the objects in `made`
  std::vector<LiveObject> objects;
  std::vector<LiveObject> unseen;   // that this user may not look at: their names alone
  std::vector<LiveObject> missing;  // their names alone
};

// Those objects of `made` that are there, but for those that `former` has too. `in` is the
// namespace of those that name none. Of a Secret no content is told but with `yes`.
enum class Contents { no, of_roles_and_workloads, yes };
Look<Existing> existing_objects(const std::string& in, const Manifests& manifests,
                                Contents contents, const std::filesystem::path& probe_chart);

// Objects with helm's marks of the release of a namespace, of the kinds that the chart has, there
// and of the whole cluster, that are not being deleted.
Look<std::vector<LiveObject>> marked_objects(const std::string& release_namespace,
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

// Objects with the marks of the release of a namespace that helm is not told to keep, outside of
// it: of the whole cluster, in the namespaces that it managed (as its webhook tells, and in
// `managed`), and, where roles may be listed in the whole cluster, in those where only its roles
// and bindings tell that.
Look<LeftBehind> left_behind_by(const std::string& release_namespace,
                                const std::vector<std::string>& managed,
                                const std::filesystem::path& probe_chart);

// The other marks that helm goes by on an object of that content: annotations of helm.sh, and the
// label that says who manages it, as "KEY=VALUE".
struct Marks {
  std::vector<std::string> annotations;
  std::string managed_by;
};
Marks marks_of(const std::string& content);

// What helm has recorded of a revision, without hooks.
Question<std::string> manifest_of(const std::string& release_namespace, int revision);

// All that helm makes of a revision: its manifest and its hooks, but for those of `helm test`.
Question<std::string> manifest_with_hooks(const std::string& release_namespace, int revision);
// The same of a release that helm has printed as JSON, as a dry run of an upgrade does. Throws
// Error (helm) when it is none.
std::string manifest_with_hooks_in(const std::string& release);

// What helm has recorded of the newest revision, and the hooks that an uninstall of it runs.
struct Recorded {
  std::string manifest;
  std::vector<std::string> hook_names;
  std::string hooks;  // their manifest
};
Question<Recorded> recorded_of(const std::string& release_namespace);

}  // namespace telepresence::cluster
