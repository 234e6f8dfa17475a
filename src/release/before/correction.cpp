#include "release/before/correction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "release/command_lines.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// Of the chart's values, those that say where and how the Traffic Manager runs. Any other may be a
// secret, as a license or a token is.
bool is_harmless(const std::string& key) {
  constexpr std::string_view sections[] = {"agent.image",
                                           "agentInjector.enabled",
                                           "ambassador-agent.enabled",
                                           "ambassador-agent.resources",
                                           "ambassador-agent.securityContext",
                                           "clientRbac",
                                           "image",
                                           "logLevel",
                                           "managerRbac",
                                           "nodeSelector",
                                           "rbac",
                                           "replicaCount",
                                           "resources",
                                           "securityContext",
                                           "timeouts",
                                           "tolerations"};
  return std::ranges::any_of(sections, [&](std::string_view section) {
    return key == section || (key.starts_with(section) && key[section.size()] == '.');
  });
}

// Whether all can be shown that a value flag says.
bool can_be_shown(const helm::ValueFlag& flag) {
  if (flag.flag == "--values") return !text::may_hold_login(flag.value);
  const auto equals = flag.value.find('=');
  if (equals == std::string::npos || flag.value.find('=', equals + 1) != std::string::npos) {
    return false;
  }
  return is_harmless(flag.value.substr(0, equals));
}

// What stands behind `--` is helm's, and not known here.
bool can_be_shown(const CommandGiven& given) {
  return given.settings.helm.extra.empty() &&
         std::ranges::all_of(given.settings.helm.values,
                             [](const auto& flag) { return can_be_shown(flag); }) &&
         std::ranges::none_of(given.chart_flags, text::may_hold_login) &&
         std::ranges::none_of(given.other_flags, text::may_hold_login);
}

bool is_about_managed(const helm::ValueFlag& flag) {
  return flag.flag != "--values" && flag.value.find("managerRbac.") != std::string::npos;
}

// What the user has set by --set wins over the short form, so it has to be set so again.
void append_managed(helm::Arguments& words, const std::vector<std::string>& namespaces,
                    const std::vector<helm::ValueFlag>& values) {
  const auto names = text::join(namespaces, ",");
  if (std::ranges::any_of(values, is_about_managed)) {
    helm::append(
        words,
        {"--set", fmt::format("managerRbac.namespaced=true,managerRbac.namespaces={{{}}}", names)});
  } else {
    helm::append(words, {"--managed-namespaces", names});
  }
}

// What --set says of them would lose to these.
bool is_outdone(const CommandGiven& given) {
  return std::ranges::any_of(given.settings.helm.values, [](const helm::ValueFlag& flag) {
    return is_about_managed(flag) && flag.flag != "--set" && flag.flag != "--set-json";
  });
}

// Whether it is an upgrade that keeps the release's values for want of others.
bool keeps_values(const CommandGiven& given) {
  constexpr std::array<std::string_view, 3> modes = {"--reset-values", "--reuse-values",
                                                     "--reset-then-reuse-values"};
  return given.operation == Operation::upgrade && given.settings.helm.values.empty() &&
         values_of(given.settings.short_forms).empty() &&
         std::ranges::none_of(given.other_flags, [&](const std::string& flag) {
           return std::ranges::find(modes, flag) != modes.end();
         });
}

}  // namespace

bool Correction::gives_values() const {
  return managed_namespaces || std::ranges::find(more_flags, "--set") != more_flags.end();
}

void Correction::add(const helm::Arguments& flags) { helm::append(more_flags, flags); }

std::string Corrected::to_string() const {
  if (command.empty()) return {};
  return (is_enough ? "Without that: " : "Then: ") + command;
}

helm::Arguments with_same_values(helm::Arguments words, const CommandGiven& given) {
  if (!can_be_shown(given)) return {};
  helm::append(words, given.chart_flags);
  helm::append(words, words_of(given.settings.short_forms));
  for (const auto& flag : given.settings.helm.values) helm::append(words, {flag.flag, flag.value});
  return words;
}

std::string Correction::command(const CommandGiven& given, const Target& target) const {
  if (!can_be_shown(given) || (managed_namespaces && is_outdone(given))) return {};
  auto same = given;
  auto& forms = same.settings.short_forms;
  if (managed_namespaces) forms.managed_namespaces.clear();
  helm::Arguments words = {to_word(given.operation)};
  helm::append(words, given.other_flags);
  words = with_same_values(std::move(words), same);
  if (managed_namespaces) append_managed(words, *managed_namespaces, given.settings.helm.values);
  helm::append(words, more_flags);
  if (keeps_values(given) && gives_values()) words.emplace_back("--reset-then-reuse-values");
  auto command = plugin_command(target, words);
  if (forces_conflicts) command += " -- --force-conflicts";
  return command;
}

}  // namespace telepresence::release
