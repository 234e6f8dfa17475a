// `helm telepresence kubeconfig show`
#include "commands/kubeconfig_show.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string_view>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/report/json.hpp"
#include "cli/report/rows.hpp"
#include "cli/subcommand.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

std::string_view describe_rule(release::NamespaceRule rule) {
  switch (rule) {
    case release::NamespaceRule::kubeconfig:
      return "the cluster's telepresence.io extension";
    case release::NamespaceRule::environment_variable:
      return "TELEPRESENCE_MANAGER_NAMESPACE";
    case release::NamespaceRule::client_config:
      return "cluster.defaultManagerNamespace of the client's config.yml";
    default:
      return "the default";
  }
}

std::string show_text(const commands::ShownKubeconfig& kubeconfig) {
  if (!kubeconfig.has_files) return "There is no kubeconfig\n";
  if (kubeconfig.contexts.empty()) return "The kubeconfig has no contexts\n";
  std::string text;
  for (const auto& context : kubeconfig.contexts) {
    text += text::printable(context.context) + (context.current ? " (current)\n" : "\n");
    text += format_rows({{"Cluster", context.cluster.empty() ? "none" : context.cluster},
                         {"File", context.cluster_file.empty() ? "none defines the cluster"
                                                               : context.cluster_file.string()},
                         {"Namespace", fmt::format("{} ({})", context.manager_namespace,
                                                   describe_rule(context.rule))}});
  }
  return text;
}

std::string show_json(const commands::ShownKubeconfig& kubeconfig) {
  nlohmann::ordered_json json;
  json["contexts"] = nlohmann::ordered_json::array();
  for (const auto& context : kubeconfig.contexts) {
    json["contexts"].push_back({{"name", context.context},
                                {"current", context.current},
                                {"cluster", context.cluster},
                                {"file", context.cluster_file.string()},
                                {"managerNamespace", context.manager_namespace},
                                {"namespaceRule", to_word(context.rule)}});
  }
  return dump(json);
}

}  // namespace

Subcommand add_kubeconfig_show(CLI::App& kubeconfig) {
  const auto format = std::make_shared<OutputFormat>(OutputFormat::text);
  auto* app =
      add_command(kubeconfig, "show",
                  "Show for each context where a client would look for the Traffic Manager");
  add_output_flag(*app, *format);
  const auto run = [format](Session& session, const std::vector<std::string>& /*extra*/) {
    const auto shown = commands::show_kubeconfig(session.world());
    session.show(
        *format, [&] { return show_text(shown); }, [&] { return show_json(shown); });
  };
  return {
      app, {"helm telepresence kubeconfig show", "helm telepresence kubeconfig show -o json"}, run};
}

}  // namespace telepresence::cli
