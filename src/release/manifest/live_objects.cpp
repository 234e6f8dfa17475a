#include "release/manifest/live_objects.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "release/manifest/live_fields.hpp"
#include "release/scratch.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using cluster::LiveObject;

cluster::Existing existing_of(const Manifests& manifests, const Target& target,
                              const Tools& tools) {
  const Scratch scratch(tools.scratch);
  const auto both =
      scratch.write("manifests.yaml", manifests.wanted + "\n---\n" + manifests.recorded);
  auto look = cluster::existing_objects(target.manager_namespace, {both, {}},
                                        cluster::Contents::yes, tools.probe_chart);
  return cluster::ask_one(tools.helm, tools.progress.tick, look).get();
}

}  // namespace

const LiveObject* live_object(const std::vector<LiveObject>& objects,
                              const ManifestObject& wanted) {
  const auto found = std::ranges::find_if(objects, [&](const LiveObject& one) {
    // Of what is not seen the manifest tells the namespace, which may name none.
    const bool is_there = one.object_namespace == wanted.object_namespace ||
                          (one.content.empty() && one.object_namespace.empty());
    return is_there && one.kind == wanted.kind && one.name == wanted.name;
  });
  return found == objects.end() ? nullptr : &*found;
}

LiveObjects live_objects(const Manifests& manifests, const Target& target, const Tools& tools) {
  const auto& in = target.manager_namespace;
  const auto recorded = objects_of(manifests.recorded, in);
  const auto wanted = objects_of(manifests.wanted, in);
  const auto existing = existing_of(manifests, target, tools);
  LiveObjects result;
  const auto add = [&](const ManifestObject& object) {
    const auto& was = content_in(recorded, object);
    const auto* live = live_object(existing.objects, object);
    const auto* unseen = live_object(existing.unseen, object);
    auto as_it_is = object;
    as_it_is.content = was;
    if (unseen != nullptr) {
      result.unseen.push_back(unseen->to_string());
    } else if (!object.is_hook()) {
      const auto content = live == nullptr ? std::nullopt : yaml::read_json(live->content);
      as_it_is.content =
          live_fields(content.value_or(yaml::Value()), was, content_in(wanted, object));
    }
    if (as_it_is.content) result.objects.push_back(std::move(as_it_is));
  };
  for (const auto& object : wanted) add(object);
  for (const auto& object : recorded) {
    if (!content_in(wanted, object)) add(object);
  }
  return result;
}

}  // namespace telepresence::release
