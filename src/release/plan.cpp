#include "release/plan.hpp"

#include <fmt/format.h>

#include "platform/random.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// Keeping the old values means the user's own, on top of the new chart's defaults: a
// default that the old chart did not have yet must not be lost.
helm::ReuseMode effective_mode(const UpgradeSettings& upgrade, bool values_given) {
  if (upgrade.reuse_mode) return *upgrade.reuse_mode;
  return values_given ? helm::ReuseMode::reset : helm::ReuseMode::reset_then_reuse;
}

std::string new_run_label() {
  return fmt::format("helm-telepresence/run={:016x}", platform::random_number());
}

// Whoever looks at the history later sees that a warning was known.
void record_ignored(const std::vector<std::string>& ids, std::optional<std::string>& description) {
  if (ids.empty()) return;
  const auto record = "ignored findings: " + text::join(ids, ", ");
  description = description ? fmt::format("{} ({})", *description, record) : record;
}

Plan make_plan(Operation operation, const ChangeSettings& options, const Target& target,
               const std::string& chart) {
  if (options.helm.takes_ownership()) check_can_be_rendered_twice(options.helm);
  Plan plan;
  plan.operation = operation;
  plan.target = target;
  plan.chart = chart;
  plan.options = options;
  auto& helm = plan.options.helm;
  // Before the user's own, which win.
  const auto values = values_of(options.short_forms);
  helm.values.insert(helm.values.begin(), values.begin(), values.end());
  record_ignored(options.ignored_findings, helm.description);
  if (!options.helm.is_dry_run()) {
    plan.run_label = new_run_label();
    plan.options.helm.labels.push_back(plan.run_label);
  }
  return plan;
}

}  // namespace

void refuse_values_read_once(const helm::ChangeOptions& options, const std::string& problem) {
  const auto once = options.read_once();
  if (once.empty()) return;
  throw Error(ErrorKind::usage,
              fmt::format("values from {} {}",
                          once == "-" ? "stdin" : once + ", which can be read once,", problem),
              "Put them into a file: -f FILE");
}

void check_can_be_rendered_twice(const helm::ChangeOptions& options) {
  refuse_values_read_once(options,
                          "cannot be used with a take-over: the chart is rendered twice, to know "
                          "what is taken over");
}

Plan plan_install(const ChangeSettings& options, const Target& target, const std::string& chart,
                  const Version& helm) {
  auto plan = make_plan(Operation::install, options, target, chart);
  plan.may_install = true;
  plan.arguments =
      helm::install_arguments(helm, {target.manager_namespace, chart}, plan.options.helm);
  return plan;
}

Plan plan_upgrade(const ChangeSettings& options, const UpgradeSettings& upgrade,
                  const Target& target, const std::string& chart, const Version& helm) {
  auto plan = make_plan(Operation::upgrade, options, target, chart);
  plan.force = upgrade.force;
  plan.may_install = upgrade.install;
  plan.reuse_mode = effective_mode(upgrade, plan.options.helm.gives_values());
  plan.arguments = helm::upgrade_arguments(helm, {target.manager_namespace, chart},
                                           plan.options.helm, {*plan.reuse_mode, upgrade.install});
  return plan;
}

}  // namespace telepresence::release
