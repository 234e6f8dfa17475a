#include "release/watch/remains.hpp"

#include <algorithm>
#include <chrono>

#include "platform/interrupt.hpp"
#include "platform/running_clock.hpp"
#include "release/scratch.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

constexpr std::chrono::seconds limit_of_an_undo{5};
constexpr std::chrono::seconds between_looks{1};

bool only_ending(const std::vector<cluster::LiveObject>& objects) {
  return std::ranges::all_of(objects, [](const auto& object) { return object.is_ending; });
}

Standing standing_of(const std::vector<cluster::LiveObject>& ending) {
  Standing standing;
  for (const auto& object : ending) {
    standing.lines.push_back(object.to_string() + " is being deleted");
  }
  return standing;
}

}  // namespace

cluster::Answer<cluster::Existing> await_deletion(cluster::Answer<cluster::Existing> seen,
                                                  cluster::Look<cluster::Existing>& look,
                                                  std::chrono::milliseconds limit,
                                                  const Tools& tools) {
  const auto deadline = platform::RunningClock::now() + limit;
  while (seen.value && !seen.value->objects.empty() && only_ending(seen.value->objects) &&
         platform::RunningClock::now() < deadline) {
    tools.progress.standing(standing_of(seen.value->objects));
    platform::pause(between_looks, tools.progress.tick);
    seen = cluster::ask_one(tools.helm, tools.progress.tick, look);
  }
  return seen;
}

Remains::Remains(const Target& target, int made, int former, const Tools& tools)
    : target_(target), tools_(tools) {
  const auto& in = target.manager_namespace;
  const auto manifest = cluster::ask_one(tools.helm, {}, cluster::manifest_of(in, made));
  unknown_ = manifest.failure;
  made_ = manifest.value.value_or("");
  if (former == 0) return;
  const auto before = cluster::ask_one(tools.helm, {}, cluster::manifest_of(in, former));
  if (unknown_.empty()) unknown_ = before.failure;
  former_ = before.value.value_or("");
}

Remains::Seen Remains::look() const {
  if (!unknown_.empty() || made_.empty()) return {{}, unknown_};
  try {
    const Scratch scratch(tools_.scratch);
    const cluster::Manifests manifests{scratch.write("made.yaml", made_),
                                       scratch.write("former.yaml", former_)};
    auto look = cluster::existing_objects(target_.manager_namespace, manifests,
                                          cluster::Contents::no, tools_.probe_chart);
    auto seen =
        await_deletion(cluster::ask_one(tools_.helm, {}, look), look, limit_of_an_undo, tools_);
    if (!seen.value) return {{}, seen.failure};
    const auto& unseen = seen.value->unseen;
    return {std::move(seen.value->objects),
            unseen.empty() ? "" : "this user may not look at " + cluster::names_of(unseen)};
  } catch (const Error& error) {
    return {{}, error.what()};
  }
}

}  // namespace telepresence::release
