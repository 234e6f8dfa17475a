#include "release/known_namespaces.hpp"

#include <algorithm>
#include <chrono>

#include "chart/cache.hpp"
#include "kubeconfig/locate.hpp"
#include "release/namespace_name.hpp"

namespace telepresence::release {
namespace {

constexpr std::chrono::minutes fresh(1);

kubeconfig::Selection in_use(const kubeconfig::AllContexts& all,
                             const platform::Environment& environment) {
  const auto context = environment.get("HELM_KUBECONTEXT").value_or(all.current);
  const auto selected = std::ranges::find(all.contexts, context, &kubeconfig::Selection::context);
  return selected == all.contexts.end() ? kubeconfig::Selection() : *selected;
}

}  // namespace

KnownNamespaces::KnownNamespaces(const platform::Environment& environment)
    : KnownNamespaces(environment, kubeconfig::select_all(kubeconfig::locate(environment))) {}

KnownNamespaces::KnownNamespaces(const platform::Environment& environment,
                                 const kubeconfig::AllContexts& all)
    : here_(in_use(all, environment)),
      has_cluster_(leads_to_cluster(here_, environment)),
      told_(chart::Cache(environment).namespaces(cluster_and_user(here_, environment)), fresh) {
  // Another API server's are others.
  if (environment.get("HELM_KUBEAPISERVER")) return;
  for (const auto& other : all.contexts) {
    if (other.cluster != here_.cluster || other.cluster_file != here_.cluster_file) continue;
    if (other.context_namespace) in_kubeconfig_.push_back(*other.context_namespace);
  }
  if (here_.manager_namespace) in_kubeconfig_.push_back(here_.manager_namespace->name);
}

std::vector<std::string> KnownNamespaces::names() const {
  auto names = told_.lines();
  names.insert(names.end(), in_kubeconfig_.begin(), in_kubeconfig_.end());
  std::erase_if(names, [](const std::string& name) { return !is_namespace_name(name); });
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

bool KnownNamespaces::take_turn() const { return has_cluster_ && told_.take_turn(); }

void KnownNamespaces::keep(const std::vector<std::string>& names) const { told_.keep(names); }

}  // namespace telepresence::release
