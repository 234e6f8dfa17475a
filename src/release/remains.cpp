#include "release/remains.hpp"

#include <algorithm>
#include <chrono>
#include <thread>

#include "release/scratch.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

constexpr int most_looks = 5;
constexpr std::chrono::seconds between_looks{1};

bool only_ending(const std::vector<cluster::LiveObject>& objects) {
  return std::all_of(objects.begin(), objects.end(),
                     [](const auto& object) { return object.is_ending; });
}

}  // namespace

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
    const auto question =
        cluster::existing_objects(target_.manager_namespace, manifests, tools_.probe_chart);
    auto seen = cluster::ask_one(tools_.helm, {}, question);
    for (int looks = 1;
         looks < most_looks && seen.value && !seen.value->empty() && only_ending(*seen.value);
         ++looks) {
      std::this_thread::sleep_for(between_looks);
      seen = cluster::ask_one(tools_.helm, {}, question);
    }
    if (!seen.value) return {{}, seen.failure};
    return {*std::move(seen.value), {}};
  } catch (const Error& error) {
    return {{}, error.what()};
  }
}

}  // namespace telepresence::release
