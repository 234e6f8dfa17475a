#include "release/health/health.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include "release/before/checks.hpp"
#include "release/command_lines.hpp"
#include "release/health/agents_check.hpp"
#include "release/health/drift_check.hpp"
#include "release/health/release_state.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

Check error(const char* id, std::string object, std::string text, std::string remedy) {
  return found({id, Severity::error, std::move(object), std::move(text), std::move(remedy)});
}

Check warning(const char* id, std::string object, std::string text, std::string remedy) {
  return found({id, Severity::warning, std::move(object), std::move(text), std::move(remedy)});
}

bool has(const std::vector<std::string>& look_ups, std::string_view wanted) {
  return std::ranges::find(look_ups, wanted) != look_ups.end();
}

Check check_objects(const Health& health, const Target& target) {
  if (!health.objects.value) return unknown("its objects: " + health.objects.failure);
  const auto& seen = *health.objects.value;
  if (!seen.missing.empty()) {
    return error(
        "object-missing", seen.missing.front().to_string(),
        fmt::format("{} of its {} objects {} missing: {}", seen.missing.size(), seen.number,
                    seen.missing.size() == 1 ? "is" : "are", cluster::names_of(seen.missing)),
        "To make them again: " + same_values_command(target, health.chart_flags));
  }
  if (!seen.unseen.empty()) {
    return unknown("no right to look at " + cluster::names_of(seen.unseen));
  }
  return good(fmt::format("all of its {} objects are there", seen.number));
}

void add(Section& section, const std::vector<Check>& more) {
  section.checks.insert(section.checks.end(), more.begin(), more.end());
}

Section check_release(const Health& health, const Target& target) {
  Section section{"release", {check_state(health.release, target, health.now)}};
  section.checks.push_back(check_objects(health, target));
  if (health.drift) {
    add(section, check_roles(*health.drift, target, {health.apply, health.chart_flags}));
  }
  if (!health.facts.value) return section;
  for (const auto& owned : health.facts.get().survey.owned) {
    section.checks.push_back(
        unknown(fmt::format("{} is applied by {}: change it there",
                            cluster::name_of(owned.kind, owned.name, owned.object_namespace),
                            owned.owner.to_string())));
    break;
  }
  return section;
}

std::vector<Check> changed_images(const Health& health, const Target& target) {
  if (!health.drift) return {};
  return check_images(*health.drift, target, {health.apply, health.chart_flags});
}

Section check_workload(const Health& health, const Target& target) {
  Section section{"traffic manager", {}};
  auto& checks = section.checks;
  if (!health.manager.value) {
    checks.push_back(unknown(health.manager.failure));
    return section;
  }
  const auto& rollout = health.manager.value->rollout;
  const auto* manager = rollout.manager();
  if (manager == nullptr) {
    const bool is_meant = health.facts.value && !health.facts.value->has_manager();
    const auto doubt = cluster::reason_to_doubt(health.not_looked_at);
    if (!is_meant && !doubt.empty()) {
      checks.push_back(unknown(doubt));
      return section;
    }
    checks.push_back(
        is_meant ? good("there is none: the release has permissions alone (rbac.only)")
                 : error("object-missing", "Deployment traffic-manager",
                         "there is no Deployment or StatefulSet traffic-manager",
                         "To make it again: " + same_values_command(target, health.chart_flags)));
    return section;
  }
  if (manager->is_ready()) {
    checks.push_back(good(fmt::format("{} is ready, {} of {} replicas", manager->to_string(),
                                      manager->ready, manager->desired)));
  } else {
    const auto why = manager->unfinished();
    checks.push_back(error(
        "not-ready", manager->to_string(),
        fmt::format("{} is not ready: {}", manager->to_string(),
                    why.empty() ? "no replicas are wanted" : why),
        "To see its pods: " +
            kubectl_command(target, {"get", "pods", "--namespace", target.manager_namespace})));
  }
  if (has(health.not_looked_at, "list pods"))
    checks.push_back(unknown("its pods were not looked at: `list pods` was refused"));
  for (const auto& line : rollout.in_the_way()) {
    checks.push_back(error("not-ready", {}, line, {}));
  }
  const auto images = changed_images(health, target);
  add(section, images.empty() ? std::vector{good("its image is " + manager->image)} : images);
  return section;
}

Section check_injector(const Health& health, const Target& target) {
  Section section{"agent injector", {}};
  auto& checks = section.checks;
  const auto& facts = health.facts.value;
  if (facts && has(facts->not_read, list_webhooks)) {
    checks.push_back(unknown(fmt::format("no right to {}", list_webhooks)));
  } else if (facts && facts->survey.has_webhook_of(facts->manager_namespace)) {
    checks.push_back(good("its webhook is there"));
  } else if (facts) {
    checks.push_back(error("object-missing", "MutatingWebhookConfiguration",
                           "there is no webhook that puts agents into pods",
                           "To make it again: " + same_values_command(target, health.chart_flags)));
    return section;
  }
  if (health.injector_finding) {
    checks.push_back(found(*health.injector_finding));
  } else if (!health.injector) {
    checks.push_back(unknown("it was not asked: that takes kubectl, and a manager that is ready"));
  } else if (health.injector->state != cluster::InjectorAnswer::State::alive) {
    checks.push_back(unknown("whether it answers: " + health.injector->why));
  } else {
    checks.push_back(good("the API server reaches it, and it answers"));
  }
  return section;
}

Section check_certificate(const Health& health, const Target& target) {
  constexpr int soon = 30;  // days
  Section section{"webhook certificate", {}};
  auto& checks = section.checks;
  const auto& manager = health.manager.value;
  if (!manager || !manager->certificate_end) {
    checks.push_back(unknown("the Secret with it could not be read"));
    return section;
  }
  const auto end = *manager->certificate_end;
  const auto days = std::chrono::floor<std::chrono::days>(end - health.now).count();
  const bool is_of_others =
      health.facts.value &&
      health.facts.value->value({"agentInjector", "certificate", "method"}).scalar() ==
          "certmanager";
  const auto renewal =
      is_of_others ? "It is cert-manager's to renew: look at its Certificate."
                   : "To make a new one: " + new_certificate_command(target, health.chart_flags);
  if (days < 0) {
    checks.push_back(
        error("certificate-expired", {}, "it has expired at " + rfc3339(end), renewal));
  } else if (days < soon) {
    checks.push_back(
        warning("certificate-expiring", {},
                fmt::format("it ends in {}, at {}",
                            text::counted(static_cast<std::size_t>(days), "day"), rfc3339(end)),
                renewal));
  } else {
    checks.push_back(good(fmt::format("it is valid until {}, {} left", rfc3339(end),
                                      text::counted(static_cast<std::size_t>(days), "day"))));
  }
  if (manager->certificate_refused.empty()) {
    checks.push_back(good("the webhook trusts it, and it has the name of the Service"));
  } else {
    checks.push_back(error("certificate-refused", {},
                           "the API server does not trust it: " + manager->certificate_refused,
                           renewal));
  }
  return section;
}

Section check_scope(const Health& health, const Target& target) {
  Section section{"namespaces and values", {}};
  auto& checks = section.checks;
  if (!health.facts.value) {
    checks.push_back(unknown(health.facts.failure));
    return section;
  }
  const auto& facts = *health.facts.value;
  for (auto& finding : check(facts, {}, target).findings) {
    // Whose it is stands with the release.
    if (finding.id != "gitops-owned") checks.push_back(found(std::move(finding)));
  }
  if (!facts.has_manager()) return section;
  for (const auto* look_up : {list_webhooks, "get configmaps"}) {
    if (!has(facts.not_read, look_up)) continue;
    checks.push_back(
        unknown(fmt::format("whether others manage the same namespaces: no right to {}", look_up)));
  }
  if (!checks.empty()) return section;
  const auto managed = facts.managed();
  checks.push_back(good(managed.empty()
                            ? "it manages the whole cluster, and no other one does"
                            : fmt::format("it alone manages {}", text::join(managed, ", "))));
  return section;
}

}  // namespace

std::vector<Section> judge(const Health& health, const Target& target) {
  std::vector<Section> sections = {check_release(health, target), check_workload(health, target)};
  // Permissions alone have none of what follows.
  const bool has_manager = !health.facts.value || health.facts.value->has_manager();
  if (has_manager) {
    sections.push_back(check_injector(health, target));
    sections.push_back(check_certificate(health, target));
  }
  if (auto scope = check_scope(health, target); !scope.checks.empty()) {
    sections.push_back(std::move(scope));
  }
  if (has_manager) {
    sections.push_back(check_agents(health.manager.value, health.release.app_version, target));
  }
  return sections;
}

}  // namespace telepresence::release
