#include "release/health/drift_check.hpp"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "release/command_lines.hpp"
#include "release/left_overs.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

std::string command_to_put_back(const Target& target, const OnceMore& once_more) {
  const auto upgrade = same_values_command(target, once_more.chart_flags);
  return once_more.apply == helm::Apply::server ? upgrade + " -- --force-conflicts" : upgrade;
}

// The first of them: the diff shows all.
std::string few_of(std::vector<std::string> words) {
  constexpr std::size_t most = 3;
  if (words.size() > most) {
    const auto more = words.size() - most;
    words.resize(most);
    words.push_back(fmt::format("{} more", more));
  }
  return text::join(words, "; ");
}

// "ClusterRole traffic-manager-prod (lacks get, list pods; also has delete secrets)"
std::string describe(const ChangedRole& role) {
  std::vector<std::string> parts;
  if (!role.gives.empty()) parts.push_back("gives " + role.gives);
  if (!role.lacks.empty()) parts.push_back("lacks " + few_of(role.lacks));
  if (!role.has_besides.empty()) parts.push_back("also has " + few_of(role.has_besides));
  return fmt::format("{} ({})", role.object.to_string(), text::join(parts, "; "));
}

std::string remedy_for(const std::vector<ChangedRole>& roles, const Target& target,
                       const OnceMore& once_more) {
  std::vector<cluster::LiveObject> made_again;
  for (const auto& role : roles) {
    if (!role.gives.empty()) made_again.push_back(role.object);
  }
  auto commands = delete_commands(made_again, target, As::this_user);
  const auto* between = commands.empty() ? " " : "\n";
  text::append_line(commands, command_to_put_back(target, once_more));
  helm::Arguments to_see = {"diff", "--live", "--reset-then-reuse-values"};
  helm::append(to_see, once_more.chart_flags);
  return fmt::format("To see it: {}\nTo put it back:{}{}", plugin_command(target, to_see), between,
                     commands);
}

}  // namespace

std::vector<Check> check_roles(const Drift& drift, const Target& target,
                               const OnceMore& once_more) {
  if (drift.roles == 0) return {};
  if (drift.changed_roles.empty()) {
    return {good(fmt::format("its {} roles and bindings give what the chart gives", drift.roles))};
  }
  std::vector<std::string> names;
  names.reserve(drift.changed_roles.size());
  for (const auto& role : drift.changed_roles) names.push_back(describe(role));
  const auto& first = drift.changed_roles.front();
  return {
      found({"rbac-changed", Severity::warning, first.object.to_string(),
             fmt::format("{} of its {} roles and bindings {} changed: {}", names.size(),
                         drift.roles, names.size() == 1 ? "was" : "were", text::join(names, ", ")),
             remedy_for(drift.changed_roles, target, once_more)})};
}

std::vector<Check> check_images(const Drift& drift, const Target& target,
                                const OnceMore& once_more) {
  std::vector<Check> checks;
  checks.reserve(drift.changed_images.size());
  for (const auto& image : drift.changed_images) {
    checks.push_back(
        found({"image-changed", Severity::warning, image.workload,
               fmt::format("the image of container {} of {} is {}, not {} as in the release",
                           image.container, image.workload, image.live, image.recorded),
               "To put it back: " + command_to_put_back(target, once_more)}));
  }
  return checks;
}

}  // namespace telepresence::release
