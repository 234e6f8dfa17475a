#include "commands/rbac.hpp"

#include "cluster/rendered.hpp"
#include "release/manifest/permissions.hpp"
#include "release/plan.hpp"
#include "supply/obtain.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

helm::ChangeOptions options_of(const RbacRequest& request) {
  helm::ChangeOptions options;
  // Before the user's own, which win.
  options.values = release::values_of(request.short_forms);
  options.values.insert(options.values.end(), request.values.begin(), request.values.end());
  release::refuse_values_read_once(options, "cannot be read here");
  return options;
}

}  // namespace

std::string rbac(const RbacRequest& request, World& world) {
  const auto options = options_of(request);
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto& in = located.target.manager_namespace;
  const auto chart = supply::obtain_chart(request.chart, world.supply_tools());
  auto values = helm::value_flags(options);
  if (!request.installer) values.insert(values.end(), {"--set", "rbac.only=true"});
  const auto rendered = cluster::ask_one(world.helm(), world.progress().tick,
                                         cluster::rendered(chart.path.string(), in, values));
  if (!rendered.value) throw Error(ErrorKind::helm, rendered.failure, {}, rendered.words);
  if (!request.installer) return release::permissions_in(*rendered.value);
  return release::installer_rights(*rendered.value, {in, request.installers});
}

}  // namespace telepresence::commands
