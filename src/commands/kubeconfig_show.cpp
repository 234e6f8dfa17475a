#include "commands/kubeconfig_show.hpp"

#include "kubeconfig/locate.hpp"
#include "kubeconfig/selection.hpp"
#include "release/client_config.hpp"

namespace telepresence::commands {

ShownKubeconfig show_kubeconfig(World& world) {
  const auto& environment = world.environment();
  const auto all = kubeconfig::select_all(kubeconfig::locate(environment));
  const auto current = environment.get("HELM_KUBECONTEXT").value_or(all.current);
  const auto variable = environment.get("TELEPRESENCE_MANAGER_NAMESPACE");
  const auto config = release::read_client_config(environment);
  ShownKubeconfig shown{all.has_files, {}};
  for (const auto& selection : all.contexts) {
    ShownContext context{selection.context,           selection.cluster,
                         selection.cluster_file,      selection.context == current,
                         release::standard_namespace, release::NamespaceRule::standard};
    if (selection.manager_namespace) {
      context.manager_namespace = selection.manager_namespace->name;
      context.rule = release::NamespaceRule::kubeconfig;
    } else if (variable) {
      context.manager_namespace = *variable;
      context.rule = release::NamespaceRule::environment_variable;
    } else if (config) {
      context.manager_namespace = config->default_manager_namespace;
      context.rule = release::NamespaceRule::client_config;
    }
    shown.contexts.push_back(std::move(context));
  }
  return shown;
}

}  // namespace telepresence::commands
