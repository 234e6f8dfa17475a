#include "release/before/preflight.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "helm/messages.hpp"
#include "release/before/checks.hpp"
#include "release/before/facts.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

void leave_out(std::vector<Finding>& findings, const std::vector<std::string>& ignored) {
  std::erase_if(findings, [&](const Finding& finding) {
    return std::ranges::find(ignored, finding.id) != ignored.end();
  });
}

bool is_error(const Finding& finding) { return finding.severity == Severity::error; }

// "--ignore-finding a --ignore-finding b"
std::string ignoring(const std::vector<Finding>& errors) {
  std::vector<std::string> ids;
  for (const auto& finding : errors) {
    const auto flag = "--ignore-finding " + finding.id;
    if (std::ranges::find(ids, flag) == ids.end()) ids.push_back(flag);
  }
  return text::join(ids, " ");
}

// Where helm or the API server refuses too, whatever is ignored.
bool is_final(const Finding& finding) {
  constexpr std::array<std::string_view, 6> ids = {"claim-orphaned",        "kubernetes-too-old",
                                                   "namespace-claimed",     "namespace-missing",
                                                   "namespace-terminating", "object-taken"};
  return std::ranges::find(ids, finding.id) != ids.end();
}

Error stopped(const std::vector<Finding>& errors, const std::string& doing,
              const Corrected& corrected) {
  auto finding = errors.front();
  finding.text = fmt::format("{} was not begun: {}; nothing was changed", doing, finding.text);
  for (std::size_t i = 1; i < errors.size(); ++i) {
    text::append_line(finding.remedy, "Also: " + errors[i].text);
    text::append_line(finding.remedy, errors[i].remedy);
  }
  text::append_line(finding.remedy, corrected.to_string());
  if (std::ranges::none_of(errors, is_final)) {
    text::append_line(finding.remedy, "To do it all the same: " + ignoring(errors));
  }
  return {ErrorKind::conflict, std::move(finding)};
}

bool will_helm_say_it(const Error& error) {
  if (error.finding().id == given_not_read) return true;
  switch (helm::classify(error.details())) {
    case helm::Failure::unreachable:
    case helm::Failure::forbidden:
    case helm::Failure::release_not_found:
      return true;
    default:
      return false;
  }
}

Finding not_looked_at(const std::string& what) {
  return {"not-looked-at", Severity::warning, {}, "not looked at before the change: " + what, {}};
}

// Whether the release's values go since others are given, and not since that is asked for.
bool drops_values(const Plan& plan, const CommandGiven& given) {
  return plan.reuse_mode == helm::ReuseMode::reset &&
         std::ranges::find(given.other_flags, "--reset-values") == given.other_flags.end();
}

Finding values_not_read(const std::string& why) {
  return {"not-looked-at",
          Severity::error,
          {},
          "the values of the release, which are not kept where others are given, could not be "
          "looked at: " +
              why,
          "To keep them: --reset-then-reuse-values; to drop them: --reset-values"};
}

std::vector<Finding> errors_in(const std::vector<Finding>& findings) {
  std::vector<Finding> errors;
  std::ranges::copy_if(findings, std::back_inserter(errors), is_error);
  return errors;
}

}  // namespace

Preflight preflight(const Plan& plan, const CommandGiven& given, const Tools& tools) {
  Preflight found;
  try {
    const auto facts = gather_facts(plan, tools);
    auto verdict = check(facts, given, plan.target);
    found.findings = std::move(verdict.findings);
    found.corrected = std::move(verdict.corrected);
    const auto unseen = facts.not_looked_at();
    if (!unseen.empty()) found.findings.push_back(not_looked_at(text::join(unseen, "; ")));
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::cluster && error.kind() != ErrorKind::helm) throw;
    if (!will_helm_say_it(error)) {
      const bool may_drop = error.finding().id == former_not_read && drops_values(plan, given);
      found.findings.push_back(may_drop ? values_not_read(error.what())
                                        : not_looked_at(error.what()));
    }
  }
  leave_out(found.findings, plan.options.ignored_findings);
  std::ranges::stable_partition(found.findings, is_error);
  return found;
}

void stop_for_errors(const Preflight& found, const Plan& plan) {
  const auto errors = errors_in(found.findings);
  if (errors.empty()) return;
  throw stopped(errors, fmt::format("the {}", to_word(plan.operation)), found.corrected);
}

void check_is_nobody_elses(const Target& target, const std::vector<std::string>& ignored,
                           const std::string& doing, const Tools& tools) {
  auto look = cluster::survey_for(target.manager_namespace, {}, tools.probe_chart);
  const auto survey = cluster::ask_one(tools.helm, tools.progress.tick, look);
  if (!survey.value) return;
  auto findings = check_owners(survey.value->owned);
  leave_out(findings, ignored);
  if (!findings.empty()) throw stopped(findings, doing, {});
}

}  // namespace telepresence::release
