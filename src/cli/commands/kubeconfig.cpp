// `helm telepresence kubeconfig …`: where telepresence clients look for the Traffic Manager.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/flags.hpp"
#include "cli/report/progress_line.hpp"
#include "cli/subcommand.hpp"
#include "commands/kubeconfig_show.hpp"
#include "release/extension_edit.hpp"
#include "util/error.hpp"
#include "util/semver.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

using Extra = std::vector<std::string>;

std::string describe_rule(release::NamespaceRule rule) {
  switch (rule) {
    case release::NamespaceRule::kubeconfig:
      return "the cluster's telepresence.io extension";
    case release::NamespaceRule::environment_variable:
      return "TELEPRESENCE_MANAGER_NAMESPACE";
    default:
      return "the default";
  }
}

std::string show_text(const commands::ShownKubeconfig& kubeconfig) {
  if (!kubeconfig.has_files) return "There is no kubeconfig\n";
  if (kubeconfig.contexts.empty()) return "The kubeconfig has no contexts\n";
  std::string text;
  for (const auto& context : kubeconfig.contexts) {
    const auto& selection = context.selection;
    text += text::printable(selection.context) + (context.current ? " (current)\n" : "\n");
    text += format_rows({{"Cluster", selection.cluster.empty() ? "none" : selection.cluster},
                         {"File", selection.cluster_file.empty() ? "none defines the cluster"
                                                                 : selection.cluster_file.string()},
                         {"Namespace", fmt::format("{} ({})", context.manager_namespace,
                                                   describe_rule(context.rule))}});
  }
  return text;
}

std::string show_json(const commands::ShownKubeconfig& kubeconfig) {
  nlohmann::ordered_json json;
  json["contexts"] = nlohmann::ordered_json::array();
  for (const auto& context : kubeconfig.contexts) {
    json["contexts"].push_back({{"name", context.selection.context},
                                {"current", context.current},
                                {"cluster", context.selection.cluster},
                                {"file", context.selection.cluster_file.string()},
                                {"managerNamespace", context.manager_namespace},
                                {"namespaceRule", to_word(context.rule)}});
  }
  return dump(json);
}

// Only set has to do with a namespace.
bool is_set(release::KubeconfigChange change) { return change == release::KubeconfigChange::set; }

std::string edit_text(const release::KubeconfigEditReport& report,
                      release::KubeconfigChange change) {
  if (report.dry_run) return report.diff.empty() ? "Nothing would change\n" : report.diff;
  const auto& kubeconfig = report.target.kubeconfig;
  return fmt::format("{}\n", report.changed ? "Kubeconfig changed" : "Nothing to change") +
         format_rows({{"File", kubeconfig.cluster_file.string()},
                      {"Cluster", kubeconfig.cluster},
                      {"Context", kubeconfig.context},
                      {"Namespace", is_set(change) ? describe(report.target) : ""}}) +
         (report.diff.empty() ? "" : '\n' + report.diff);
}

std::string edit_json(const release::KubeconfigEditReport& report,
                      release::KubeconfigChange change) {
  const auto& target = report.target;
  nlohmann::ordered_json json = {{"changed", report.changed},
                                 {"dryRun", report.dry_run},
                                 {"file", target.kubeconfig.cluster_file.string()},
                                 {"cluster", target.kubeconfig.cluster},
                                 {"context", target.kubeconfig.context}};
  if (is_set(change)) {
    json["namespace"] = target.manager_namespace;
    json["namespaceRule"] = to_word(target.rule);
  }
  json["diff"] = report.diff;
  return dump(json);
}

Subcommand add_show(CLI::App& kubeconfig) {
  const auto format = std::make_shared<OutputFormat>(OutputFormat::text);
  auto* app = kubeconfig.add_subcommand(
      "show", "Show for each context where a client would look for the Traffic Manager");
  add_output_flag(*app, *format);
  const auto run = [format](const Session& session, const Extra& /*extra*/) {
    const auto shown = commands::show_kubeconfig(session.environment());
    print_report(
        *format, [&] { return show_text(shown); }, [&] { return show_json(shown); });
  };
  return {app,
          {"helm telepresence kubeconfig show", "helm telepresence kubeconfig show -o json"},
          run,
          false};
}

struct EditFlags {
  release::TargetRequest target;
  bool dry_run = false;
  std::string to;  // of migrate
  OutputFormat format = OutputFormat::text;
};

// What set, unset and migrate have in common; `make_request` gives what differs.
template <typename MakeRequest>
auto run_edit(const std::shared_ptr<EditFlags>& flags, const MakeRequest& make_request) {
  return [flags, make_request](const Session& session, const Extra& /*extra*/) {
    auto request = make_request(session, *flags);
    request.dry_run = flags->dry_run;
    const auto target = session.target(flags->target);
    const auto report = [&] {
      ProgressLine progress(session.environment(), session.quiet());
      return release::edit_kubeconfig(request, target, progress.callbacks());
    }();
    print_report(
        flags->format, [&] { return edit_text(report, request.change); },
        [&] { return edit_json(report, request.change); }, session.quiet());
  };
}

void add_edit_flags(CLI::App& app, EditFlags& flags) {
  app.add_flag("--dry-run", flags.dry_run,
               "only show what would change, as diff -u does, e.g. --dry-run");
  add_output_flag(app, flags.format);
}

Subcommand add_set(CLI::App& kubeconfig) {
  const auto flags = std::make_shared<EditFlags>();
  auto* app = kubeconfig.add_subcommand(
      "set", "Let clients on the current cluster look in a namespace for the Traffic Manager");
  add_target_flags(*app, flags->target);
  add_edit_flags(*app, *flags);
  const auto request = [](const Session& /*session*/, const EditFlags& /*flags*/) {
    return release::KubeconfigEditRequest{release::KubeconfigChange::set};
  };
  return {app,
          {"helm telepresence kubeconfig set -n staging",
           "helm telepresence kubeconfig set -n staging --kube-context prod --dry-run"},
          run_edit(flags, request),
          false};
}

Subcommand add_unset(CLI::App& kubeconfig) {
  const auto flags = std::make_shared<EditFlags>();
  auto* app = kubeconfig.add_subcommand(
      "unset", "Take the Traffic Manager's namespace out of the current cluster again");
  add_edit_flags(*app, *flags);
  const auto request = [](const Session& /*session*/, const EditFlags& /*flags*/) {
    return release::KubeconfigEditRequest{release::KubeconfigChange::unset};
  };
  return {app, {"helm telepresence kubeconfig unset"}, run_edit(flags, request), false};
}

// From 2.21 on clients know the newer key.
kubeconfig::Form form_for(const Session& session, const std::string& to) {
  const Version first_with_newer_key{2, 21, 0, {}, {}};
  if (to == "cluster") return kubeconfig::Form::cluster;
  if (to == "manager") return kubeconfig::Form::manager;
  if (!to.empty()) {
    throw Error(ErrorKind::usage, fmt::format("--to {}: not a key", to),
                "Use manager, which every client reads, or cluster, for clients from 2.21 on.");
  }
  const auto client = supply::find_telepresence_client(session.environment());
  const auto version = client ? client->version : std::nullopt;
  if (!version) {
    throw Error(ErrorKind::usage, "no telepresence client tells its version",
                "Say which key is wanted: --to manager or --to cluster.");
  }
  return *version >= first_with_newer_key ? kubeconfig::Form::cluster : kubeconfig::Form::manager;
}

Subcommand add_migrate(CLI::App& kubeconfig) {
  const auto flags = std::make_shared<EditFlags>();
  auto* app = kubeconfig.add_subcommand(
      "migrate", "Write the namespace by the key that your telepresence client prefers");
  app->add_option("--to", flags->to,
                  "manager, the key up to 2.20, or cluster, the one from 2.21 on; by default what "
                  "fits your client, e.g. --to cluster")
      ->type_name("KEY");
  add_edit_flags(*app, *flags);
  const auto request = [](const Session& session, const EditFlags& given) {
    return release::KubeconfigEditRequest{release::KubeconfigChange::migrate,
                                          form_for(session, given.to)};
  };
  return {app,
          {"helm telepresence kubeconfig migrate",
           "helm telepresence kubeconfig migrate --to manager --dry-run"},
          run_edit(flags, request),
          false};
}

}  // namespace

std::vector<Subcommand> add_kubeconfig(CLI::App& root) {
  auto* kubeconfig = root.add_subcommand(
      "kubeconfig", "Show and change where clients look for the Traffic Manager");
  return {add_show(*kubeconfig), add_set(*kubeconfig), add_unset(*kubeconfig),
          add_migrate(*kubeconfig)};
}

}  // namespace telepresence::cli
