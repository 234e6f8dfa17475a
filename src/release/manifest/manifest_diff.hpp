// What differs between two manifests of a release, object by object.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "release/manifest/manifest.hpp"
#include "util/time.hpp"
#include "util/words.hpp"

namespace telepresence::release {

enum class ObjectChangeKind { changed, added, removed };

constexpr auto words_of(ObjectChangeKind) {
  return std::array{Word{ObjectChangeKind::changed, "changed"},
                    Word{ObjectChangeKind::added, "added"},
                    Word{ObjectChangeKind::removed, "removed"}};
}

struct ObjectChange {
  ObjectChangeKind change = ObjectChangeKind::changed;
  std::string group;
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
  std::string diff;              // hunks of canonical YAML, values of Secrets hidden

  // "Service traffic-manager in namespace staging"
  std::string to_string() const;
};

struct ManifestDiff {
  std::vector<ObjectChange> changes;   // in the order of the new manifest; what is removed last
  std::vector<std::string> generated;  // of which objects certificates were left out
};

struct DiffRules {
  std::size_t context = 3;  // lines
  // Since when the new manifest was rendered. Certificates that are no older were generated for it,
  // as they would be again: they are left out. Nothing: none are.
  std::optional<TimePoint> rendered;
};

// An object is the same that has the same group, kind, namespace and name. Neither the order of
// objects and keys counts, nor how a value is written. What helm is told to keep is not removed.
ManifestDiff diff_of(const std::vector<ManifestObject>& before,
                     const std::vector<ManifestObject>& after, const DiffRules& rules);

}  // namespace telepresence::release
