#include "release/repair_options.hpp"

#include "cluster/releases.hpp"

namespace telepresence::release {

helm::RepairOptions repair_options(const Plan& plan, int revision, const helm::Client& helm) {
  const auto& options = plan.options.helm;
  helm::RepairOptions repair{helm::Apply::client, options.hooks, options.history_max()};
  constexpr int first_that_can = 4;
  if (helm.binary().version.major < first_that_can) return repair;
  const auto method =
      cluster::ask_one(helm, {}, cluster::apply_method_of(plan.target.manager_namespace, revision));
  repair.apply = method.value.value_or(helm::Apply::client);
  return repair;
}

}  // namespace telepresence::release
