#include "release/before/admission_checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "release/cause.hpp"
#include "release/command_lines.hpp"
#include "util/product.hpp"
#include "util/text.hpp"
#include "util/version_range.hpp"

namespace telepresence::release {
namespace {

// Words of the API server, and the value that answers them.
struct Answer {
  std::string_view words;
  std::string_view value;
};

// Of the standard "restricted". Source: k8s.io/pod-security-admission/policy.
constexpr std::array<Answer, 4> of_restricted = {{
    {"allowPrivilegeEscalation != false", "securityContext.allowPrivilegeEscalation=false"},
    {"unrestricted capabilities", "securityContext.capabilities.drop={ALL}"},
    {"runAsNonRoot != true", "securityContext.runAsNonRoot=true,securityContext.runAsUser=1000"},
    {"seccompProfile", "securityContext.seccompProfile.type=RuntimeDefault"},
}};

// Of a quota that counts what the pod does not tell; amounts to begin with.
constexpr std::array<Answer, 6> of_quota = {{
    {"limits.cpu", "resources.limits.cpu=1"},
    {"limits.memory", "resources.limits.memory=512Mi"},
    {"requests.cpu", "resources.requests.cpu=100m"},
    {"requests.memory", "resources.requests.memory=128Mi"},
    {"cpu", "resources.requests.cpu=100m"},
    {"memory", "resources.requests.memory=128Mi"},
}};

// "a (b (c)), d" has two: "a" and "d".
std::vector<std::string> parts_outside_parentheses(std::string_view text) {
  std::string outside;
  int depth = 0;
  for (const char c : text) {
    if (c == '(') ++depth;
    if (depth == 0) outside += c;
    if (c == ')') --depth;
  }
  auto parts = text::split(outside, ',');
  for (auto& part : parts) part = text::trim(part);
  return parts;
}

// "limits.cpu for: a,b; limits.memory for: a" has two, "limits.cpu" and "limits.memory".
std::vector<std::string> unspecified_in(std::string_view text) {
  std::vector<std::string> names;
  for (const auto& part : text::split(text, ';')) {
    for (const auto& name : text::split(part.substr(0, part.find(" for: ")), ',')) {
      names.emplace_back(text::trim(name));
    }
  }
  return names;
}

// The values of the chart for `words`, as one value of --set; "" where one of these has none.
template <typename Answers>
std::string values_for(const std::vector<std::string>& words, const Answers& answers,
                       const std::string& section) {
  std::vector<std::string> values;
  for (const auto& word : words) {
    const auto* answer = std::ranges::find(answers, word, &Answer::words);
    if (answer == answers.end()) return {};
    for (const auto& value : text::split(answer->value, ',')) values.push_back(section + value);
  }
  return text::join(values, ",");
}

// Under which the values of a workload's pods stand; nothing for one that is not the chart's.
std::optional<std::string> section_of(const std::string& workload) {
  if (workload == release_name) return "";
  if (workload.ends_with("ambassador-agent")) return "ambassador-agent.";
  return std::nullopt;
}

// What stands behind `before` in the reason; nothing where that is not in it.
std::optional<std::string_view> behind(std::string_view reason, std::string_view before) {
  const auto at = reason.find(before);
  if (at == std::string_view::npos) return std::nullopt;
  return reason.substr(at + before.size());
}

Finding error(const char* id, std::string object, std::string text, std::string remedy) {
  return {id, Severity::error, std::move(object), std::move(text), std::move(remedy)};
}

class AdmissionChecks {
 public:
  AdmissionChecks(const Facts& facts, const Target& target, const std::vector<std::string>& ignored,
                  Correction& correction)
      : facts_(facts), target_(target), ignored_(ignored), correction_(correction) {}

  std::vector<Finding> run() {
    for (const auto& refusal : said_.refusals) {
      if (refusal.reason.starts_with("violates PodSecurity")) {
        not_secure(refusal);
      } else if (refusal.reason.starts_with("exceeded quota: ")) {
        no_room(refusal);
      } else if (refusal.reason.starts_with("failed quota: ")) {
        not_counted(refusal);
      }
      // Another reason may hold for a bare pod alone.
    }
    check_standard();
    check_conflicts();
    check_kubernetes();
    return std::move(findings_);
  }

 private:
  const std::string& in() const { return facts_.manager_namespace; }

  bool is_ignored(const char* id) const {
    return std::ranges::find(ignored_, id) != ignored_.end();
  }

  // Whether there is something that can be given, which then is.
  bool give(const char* id, const cluster::Refusal& refusal, const std::string& values) {
    if (values.empty() || !section_of(refusal.pod)) return false;
    if (!is_ignored(id)) correction_.add({"--set", values});
    return true;
  }

  // An agent may have a namespace of its own.
  const std::string& place_of(const cluster::Refusal& refusal) const {
    return refusal.pod_namespace.empty() ? in() : refusal.pod_namespace;
  }

  std::string text_of(const cluster::Refusal& refusal) const {
    return fmt::format("namespace {} does not take the pods of {}: {}", place_of(refusal),
                       refusal.pod, refusal.reason);
  }

  std::string quota_command(const cluster::Refusal& refusal) const {
    const auto name = behind(refusal.reason, "quota: ").value_or("");
    const std::string quota(name.substr(0, name.find_first_of(",:")));
    return "To see what it has room for: " +
           kubectl_command(target_,
                           {"describe", "resourcequota", quota, "--namespace", place_of(refusal)});
  }

  std::string relabelling(const std::string& place) const {
    return "Or, for an admin, to let the namespace take them: " +
           kubectl_command(target_,
                           {"label", "namespace", place, "--overwrite",
                            "pod-security.kubernetes.io/enforce=baseline"},
                           As::anybody);
  }

  // violates PodSecurity "restricted:latest": …
  void not_secure(const cluster::Refusal& refusal) {
    const auto words = parts_outside_parentheses(behind(refusal.reason, "\": ").value_or(""));
    const auto section = section_of(refusal.pod).value_or("");
    auto told = refusal;
    auto remedy = std::string("Take out of the values what it names.");
    // More values do not help against one that is there.
    const bool is_lacking = !behind(refusal.reason, " must not ");
    if (is_lacking && give("pod-security", refusal, values_for(words, of_restricted, section))) {
      // What each container must set is in the values that are offered.
      told.reason = text::join(parts_outside_parentheses(refusal.reason), ", ");
      remedy = relabelling(place_of(refusal));
    }
    findings_.push_back(
        error("pod-security", "Namespace " + place_of(refusal), text_of(told), std::move(remedy)));
  }

  // exceeded quota: NAME, requested: …
  void no_room(const cluster::Refusal& refusal) {
    findings_.push_back(error("quota-too-small", "Namespace " + place_of(refusal), text_of(refusal),
                              quota_command(refusal)));
  }

  // failed quota: NAME: must specify limits.cpu for: traffic-manager
  void not_counted(const cluster::Refusal& refusal) {
    const auto words = behind(refusal.reason, "must specify ").value_or("");
    const auto section = section_of(refusal.pod).value_or("");
    give("quota-too-small", refusal, values_for(unspecified_in(words), of_quota, section));
    findings_.push_back(error("quota-too-small", "Namespace " + place_of(refusal), text_of(refusal),
                              quota_command(refusal)));
  }

  // Where no pod could be tried the namespace's label is all there is.
  void check_standard() {
    const bool was_tried = said_.has_room || !said_.refusals.empty();
    const bool is_known = facts_.values_are_known && !is_as_restricted_wants();
    if (was_tried || !is_known || facts_.survey.has_webhook_of(in()) || !facts_.has_manager())
      return;
    for (const auto& seen : facts_.survey.namespaces) {
      if (seen.name != in() || seen.pod_security != "restricted") continue;
      std::vector<std::string> all;
      all.reserve(of_restricted.size());
      for (const auto& answer : of_restricted) all.emplace_back(answer.words);
      findings_.push_back(
          {"pod-security", Severity::warning, "Namespace " + in(),
           fmt::format("namespace {} takes only pods of the Pod Security Standard restricted, and "
                       "no pod could be tried",
                       in()),
           fmt::format("Values that meet it: --set {}",
                       text::shell_quoted(values_for(all, of_restricted, "")))});
    }
  }

  bool is_as_restricted_wants() const {
    return facts_.value({"securityContext", "allowPrivilegeEscalation"}).scalar() == "false" &&
           !facts_.texts({"securityContext", "capabilities", "drop"}).empty() &&
           (facts_.value({"securityContext", "seccompProfile", "type"}) ||
            facts_.value({"podSecurityContext", "seccompProfile", "type"}));
  }

  void check_conflicts() {
    for (const auto& conflict : said_.conflicts) {
      const auto object =
          conflict.object.empty() ? std::string("an object of the release") : conflict.object;
      findings_.push_back(
          error("field-conflicts", conflict.object,
                text_of_conflict(object, conflict.manager, text::join(conflict.fields, ", ")),
                advice_on_conflict));
      if (!is_ignored("field-conflicts")) correction_.forces_conflicts = true;
    }
  }

  void check_kubernetes() {
    const auto version = Version::parse(said_.kubernetes);
    const std::string wanted(facts_.chart.description["kubeVersion"].scalar());
    const auto range = VersionRange::parse(wanted);
    if (!version || !range || range->contains(*version)) return;
    findings_.push_back(error("kubernetes-too-old", {},
                              text_of_kubernetes(wanted, said_.kubernetes),
                              advice_on_chart_versions));
  }

  const Facts& facts_;
  const Target& target_;
  const std::vector<std::string>& ignored_;
  Correction& correction_;
  const cluster::Rehearsed& said_ = facts_.objections.said;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_admission(const Facts& facts, const Target& target,
                                     const std::vector<std::string>& ignored,
                                     Correction& correction) {
  return AdmissionChecks(facts, target, ignored, correction).run();
}

}  // namespace telepresence::release
