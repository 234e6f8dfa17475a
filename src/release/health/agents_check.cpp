#include "release/health/agents_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string_view>
#include <utility>

#include "release/uninstall/agent_removal.hpp"
#include "util/semver.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// That of the Traffic Manager's own image, which is the same, and of its agents.
constexpr std::string_view default_name = "tel2";

struct Image {
  std::string_view name;  // without its registry
  std::string_view tag;   // "" without one
};

// Of "docker.io/datawire/tel2:2.18.1@sha256:…".
Image parse_image(std::string_view text) {
  text = text.substr(0, text.find('@'));
  // npos + 1 is 0.
  const auto name = text.substr(text.rfind('/') + 1);
  const auto colon = name.find(':');
  return {name.substr(0, colon),
          colon == std::string_view::npos ? std::string_view() : name.substr(colon + 1)};
}

bool is_published(std::string_view tag) {
  const auto version = Version::parse(tag);
  return version && version->prerelease.empty() && version->to_string() == tag;
}

bool is_outdated(std::string_view text, const ImageForAgents& wanted) {
  const auto image = parse_image(text);
  // The name that was given may have a part of the path.
  const auto wanted_text = wanted.to_string();
  const auto expected = parse_image(wanted_text);
  if (image.name != expected.name) return wanted.is_name_given;
  return !image.tag.empty() && image.tag != expected.tag;
}

// A rollout that goes on by itself brings agents of the new version.
bool is_being_replaced(const cluster::AgentWorkload& workload) {
  return workload.is_on_its_way() && !workload.is_paused && !workload.is_on_delete;
}

std::size_t pods_of(const std::vector<cluster::AgentWorkload>& workloads) {
  std::size_t pods = 0;
  for (const auto& workload : workloads) pods += workload.pods.size();
  return pods;
}

const char* has(std::size_t pods) { return pods == 1 ? "has" : "have"; }

// "Deployment web in namespace shop (2.17.0)"
std::string describe(const cluster::AgentWorkload& workload) {
  std::set<std::string> tags;
  for (const auto& image : workload.images) {
    const auto tag = parse_image(image).tag;
    tags.emplace(tag.empty() ? image : tag);
  }
  return fmt::format("{} ({})", workload.to_string(), text::join({tags.begin(), tags.end()}, ", "));
}

Check old_agents(std::vector<cluster::AgentWorkload> workloads, const ImageForAgents& image,
                 const Target& target) {
  std::vector<std::string> names;
  names.reserve(workloads.size());
  for (const auto& workload : workloads) names.push_back(describe(workload));
  const auto pods = pods_of(workloads);
  auto text =
      fmt::format("{} {} an agent of another version than {}: {}", text::counted(pods, "pod"),
                  has(pods), image.to_string(), text::join(names, ", "));
  const auto first = workloads.front().to_string();
  // A pod that nothing owns would not come again.
  std::erase_if(workloads, [](const auto& workload) { return workload.kind == "Pod"; });
  const auto commands = replacement_commands(workloads, target);
  return found({"agents-outdated", Severity::warning, first, std::move(text),
                commands.empty() ? "" : "To renew them:\n" + commands});
}

Check check_versions(const cluster::Agents& agents, const cluster::Workload& manager,
                     const ImageForAgents& image, const Target& target) {
  if (image.tag.empty()) {
    return unknown("which version agents get: the image of the Traffic Manager, " + manager.image +
                   ", does not tell");
  }
  auto old = outdated(agents.workloads, image);
  // Whose agents they are cannot be told where two manage the same pods.
  return old.empty() || !agents.scope.shared_with.empty()
             ? good("agents get " + image.to_string())
             : old_agents(std::move(old), image, target);
}

}  // namespace

std::string ImageForAgents::to_string() const {
  return fmt::format("{}{}{}:{}", registry, registry.empty() ? "" : "/", name, tag);
}

ImageForAgents image_for_agents(const cluster::Workload& manager, const std::string& app_version) {
  const auto& given = manager.agent_image;
  ImageForAgents image;
  image.registry = given.registry;
  image.name = given.name.empty() ? default_name : given.name;
  image.is_name_given = !given.name.empty();
  image.tag = given.tag;
  const auto own = parse_image(manager.image);
  const bool tells = own.name == default_name && (is_published(own.tag) || own.tag == app_version);
  if (image.tag.empty() && tells) image.tag = own.tag;
  return image;
}

std::vector<cluster::AgentWorkload> outdated(const std::vector<cluster::AgentWorkload>& workloads,
                                             const ImageForAgents& image) {
  std::vector<cluster::AgentWorkload> found;
  if (image.tag.empty()) return found;
  for (const auto& workload : workloads) {
    if (is_being_replaced(workload)) continue;
    auto old = workload;
    old.pods.clear();
    old.images.clear();
    for (std::size_t i = 0; i < workload.images.size(); ++i) {
      if (!is_outdated(workload.images[i], image)) continue;
      old.pods.push_back(workload.pods[i]);
      old.images.push_back(workload.images[i]);
    }
    if (!old.pods.empty()) found.push_back(std::move(old));
  }
  return found;
}

Section check_agents(const std::optional<cluster::Manager>& manager, const std::string& app_version,
                     const Target& target) {
  Section section{"agents", {}};
  if (!manager || !manager->agents.is_seen) {
    section.checks.push_back(unknown("the pods could not be looked at"));
    return section;
  }
  const auto& workloads = manager->agents.workloads;
  const auto pods = pods_of(workloads);
  section.checks.push_back(
      good(pods == 0 ? "no pod has one"
                     : fmt::format("{} of {} {} one", text::counted(pods, "pod"),
                                   text::counted(workloads.size(), "workload"), has(pods))));
  const auto* runs = manager->rollout.manager();
  if (runs != nullptr) {
    section.checks.push_back(
        check_versions(manager->agents, *runs, image_for_agents(*runs, app_version), target));
  }
  return section;
}

}  // namespace telepresence::release
