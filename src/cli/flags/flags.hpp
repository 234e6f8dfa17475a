// The flags that more than one subcommand takes: each function adds a group of them to
// a subcommand and fills a struct when the command line is parsed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/report/text.hpp"
#include "cli/session.hpp"
#include "commands/change.hpp"
#include "release/target.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

void add_global_flags(CLI::App& app, GlobalOptions& options);
void add_target_flags(CLI::App& app, release::TargetRequest& target);
void add_output_flag(CLI::App& app, OutputFormat& format);
// --kubeconfig-extension, on by default.
void add_extension_flag(CLI::App& app, bool& extension);

// --wait, --timeout, --no-hooks, --dry-run, --description. `what` is the noun that the
// help texts use: "install".
struct OperationFlags {
  std::string wait = "true";
  std::string timeout = "5m0s";
  bool no_hooks = false;
  std::string dry_run;
  std::optional<std::string> description;
};
void add_operation_flags(CLI::App& app, OperationFlags& flags, const std::string& what,
                         const std::string& dry_run_help);
// The struct for helm. Throws Error (usage) for a value that is none. `extra` is what
// stood behind `--`; flags that this plugin sets itself are refused there.
helm::OperationOptions operation_options(const OperationFlags& flags,
                                         const std::vector<std::string>& extra);

// --chart, --repo, --edition, --ca-file, --plain-http: where a chart comes from.
struct SourceFlags {
  supply::SourceRequest request;  // as far as it needs no reading
  std::string edition;
};
void add_source_flags(CLI::App& app, SourceFlags& flags);
// Throws Error (usage) for an edition that is none.
supply::SourceRequest source_request(const SourceFlags& flags);

// One flag each, but --verify and --keyring.
void add_repository_flag(CLI::App& app, std::optional<std::string>& repository);
void add_ca_file_flag(CLI::App& app, std::filesystem::path& file);
void add_version_flag(CLI::App& app, std::optional<std::string>& version);
void add_offline_flag(CLI::App& app, bool& offline);
void add_digest_flag(CLI::App& app, std::optional<std::string>& digest);
void add_signature_flags(CLI::App& app, supply::SignatureRequest& request);

// --values, --set and its like, --create-namespace, --labels, and the chart's.
struct ChangeFlags {
  OperationFlags operation;
  std::vector<helm::ValueFlag> values;  // in the user's order
  SourceFlags source;
  std::optional<std::string> digest;
  std::string version_check = "exact";
  supply::SignatureRequest signature;
  bool create_namespace = true;
  bool hide_secret = true;
  bool rollback_on_failure = true;
  bool kubeconfig_extension = true;
  std::vector<std::string> labels;
};
void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what);
// Both throw Error (usage) for a value that is none.
supply::ChartRequest chart_request(const ChangeFlags& flags);
commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra);

}  // namespace telepresence::cli
