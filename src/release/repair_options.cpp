#include "release/repair_options.hpp"

#include "cluster/releases.hpp"

namespace telepresence::release {

helm::Apply apply_method(const std::string& release_namespace, int revision,
                         const helm::Client& helm) {
  constexpr int first_that_can = 4;
  if (helm.binary().version.major < first_that_can) return helm::Apply::client;
  const auto method =
      cluster::ask_one(helm, {}, cluster::apply_method_of(release_namespace, revision));
  return method.value.value_or(helm::Apply::client);
}

helm::Arguments rollback_to(int revision, const Target& target, const helm::Client& helm) {
  const auto& in = target.manager_namespace;
  return helm::rollback_arguments(helm.binary().version, in, revision,
                                  {apply_method(in, revision, helm), true, {}});
}

helm::RepairOptions repair_options(const Plan& plan, int revision, const helm::Client& helm) {
  const auto& options = plan.options.helm;
  return {apply_method(plan.target.manager_namespace, revision, helm), options.hooks,
          options.history_max()};
}

}  // namespace telepresence::release
