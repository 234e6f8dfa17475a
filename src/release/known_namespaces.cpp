#include "release/known_namespaces.hpp"

#include <algorithm>
#include <chrono>

#include "chart/cache.hpp"
#include "kubeconfig/locate.hpp"
#include "kubeconfig/selection.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "release/namespace_name.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// What decides which namespaces there are, and who may see them. Not the token: it is a secret.
std::string cluster_and_user(const kubeconfig::Selection& selected,
                             const platform::Environment& environment) {
  std::vector<std::string> parts = {selected.cluster_file.string(), selected.context,
                                    selected.server};
  for (const auto* variable : {"HELM_KUBEAPISERVER", "HELM_KUBEASUSER", "HELM_KUBEASGROUPS"}) {
    parts.push_back(environment.get(variable).value_or(""));
  }
  return text::join(parts, "\n");
}

}  // namespace

KnownNamespaces::KnownNamespaces(const platform::Environment& environment) {
  const auto all = kubeconfig::select_all(kubeconfig::locate(environment));
  const auto context = environment.get("HELM_KUBECONTEXT").value_or(all.current);
  const auto selected = std::ranges::find(all.contexts, context, &kubeconfig::Selection::context);
  const auto here = selected == all.contexts.end() ? kubeconfig::Selection() : *selected;
  has_cluster_ = !here.server.empty() || environment.get("HELM_KUBEAPISERVER");
  file_ = chart::Cache(environment).namespaces(cluster_and_user(here, environment));
  // Another API server's are others.
  if (environment.get("HELM_KUBEAPISERVER")) return;
  for (const auto& other : all.contexts) {
    if (other.cluster != here.cluster || other.cluster_file != here.cluster_file) continue;
    if (other.context_namespace) in_kubeconfig_.push_back(*other.context_namespace);
  }
  if (here.manager_namespace) in_kubeconfig_.push_back(here.manager_namespace->name);
}

std::vector<std::string> KnownNamespaces::kept() const {
  constexpr std::size_t most_bytes = 4UL << 20U;
  return text::split(platform::read_file_if_present(file_, most_bytes).value_or(""), '\n');
}

std::vector<std::string> KnownNamespaces::names() const {
  auto names = kept();
  names.insert(names.end(), in_kubeconfig_.begin(), in_kubeconfig_.end());
  std::erase_if(names, [](const std::string& name) { return !is_namespace_name(name); });
  std::ranges::sort(names);
  const auto repeated = std::ranges::unique(names);
  names.erase(repeated.begin(), repeated.end());
  return names;
}

bool KnownNamespaces::take_turn() const {
  constexpr std::chrono::minutes fresh(1);
  if (!has_cluster_) return false;
  std::error_code error;
  const auto asked = std::filesystem::last_write_time(file_, error);
  if (!error && std::filesystem::file_time_type::clock::now() - asked < fresh) return false;
  // The same names, and a new time.
  keep(kept());
  return true;
}

void KnownNamespaces::keep(const std::vector<std::string>& names) const {
  platform::write_file_atomically(file_, text::join(names, "\n"), false);
}

}  // namespace telepresence::release
