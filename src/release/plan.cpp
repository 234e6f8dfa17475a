#include "release/plan.hpp"

namespace telepresence::release {
namespace {

// Keeping the old values means the user's own, on top of the new chart's defaults: a
// default that the old chart did not have yet must not be lost.
helm::ReuseMode effective_mode(const UpgradeSettings& upgrade, bool values_given) {
  if (upgrade.reuse_mode) return *upgrade.reuse_mode;
  return values_given ? helm::ReuseMode::reset : helm::ReuseMode::reset_then_reuse;
}

}  // namespace

Plan plan_install(const ChangeSettings& options, const Target& target, const std::string& chart,
                  const Version& helm) {
  return {Operation::install, target, options, std::nullopt,
          helm::install_arguments(helm, {target.manager_namespace, chart}, options.helm)};
}

Plan plan_upgrade(const ChangeSettings& options, const UpgradeSettings& upgrade,
                  const Target& target, const std::string& chart, const Version& helm) {
  const auto mode = effective_mode(upgrade, options.helm.gives_values());
  return {Operation::upgrade, target, options, mode,
          helm::upgrade_arguments(helm, {target.manager_namespace, chart}, options.helm,
                                  {mode, upgrade.install})};
}

}  // namespace telepresence::release
