#include "commands/kubeconfig_show.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "kubeconfig/locate.hpp"
#include "kubeconfig/lock.hpp"
#include "kubeconfig/selection.hpp"
#include "release/client_config.hpp"
#include "util/error.hpp"

namespace telepresence::commands {
namespace {

// Neither kubectl nor this program changes a kubeconfig while its lock is there.
void warn_of_lock(const std::filesystem::path& file, const World& world) {
  const auto lock = kubeconfig::lock_of(file);
  std::error_code error;
  if (!std::filesystem::exists(lock, error)) return;
  world.warn({"kubeconfig-locked", Severity::warning, lock.string(),
              fmt::format("{} is there: until it goes, kubectl changes nothing in the kubeconfig",
                          lock.string()),
              kubeconfig::way_past(lock)});
}

// What it says matters only to contexts of which nothing else says more.
std::optional<release::ClientConfig> client_config(const World& world) {
  try {
    return release::read_client_config(world.environment());
  } catch (const Error& error) {
    world.warn({"client-config-unreadable", Severity::warning, {}, error.what(), error.hint()});
    return std::nullopt;
  }
}

}  // namespace

ShownKubeconfig show_kubeconfig(World& world) {
  const auto& environment = world.environment();
  const auto files = kubeconfig::locate(environment);
  const auto all = kubeconfig::select_all(files);
  for (const auto& file : files) warn_of_lock(file, world);
  const auto current = environment.get("HELM_KUBECONTEXT").value_or(all.current);
  const auto variable = environment.get("TELEPRESENCE_MANAGER_NAMESPACE");
  const auto is_silent = [](const kubeconfig::Selection& one) { return !one.manager_namespace; };
  const bool asks_client = !variable && std::ranges::any_of(all.contexts, is_silent);
  const auto config = asks_client ? client_config(world) : std::nullopt;
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
