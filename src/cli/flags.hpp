// The flags that more than one subcommand takes: each function adds a group of them to
// a subcommand and fills a struct when the command line is parsed.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/output.hpp"
#include "cli/session.hpp"
#include "commands/change.hpp"
#include "commands/target.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

void add_global_flags(CLI::App& app, GlobalOptions& options);
void add_target_flags(CLI::App& app, commands::TargetRequest& target);
void add_output_flag(CLI::App& app, OutputFormat& format);

// --wait, --timeout, --no-hooks, --dry-run, --description. `what` is the noun that the
// help texts use: "install".
struct OperationFlags {
  std::string wait = "true";
  std::string timeout = "5m0s";
  bool no_hooks = false;
  std::string dry_run;
  std::optional<std::string> description;
};
void add_operation_flags(CLI::App& app, OperationFlags& flags, const std::string& what);
// The struct for helm. Throws Error (usage) for a value that is none. `extra` is what
// stood behind `--`; flags that this plugin sets itself are refused there.
helm::OperationOptions operation_options(const OperationFlags& flags,
                                         const std::vector<std::string>& extra);

// --values, --set and its like, --chart, --version, --create-namespace, --labels.
struct ChangeFlags {
  OperationFlags operation;
  std::vector<helm::ValueFlag> values;  // in the user's order
  std::optional<std::string> chart;
  std::optional<std::string> version;
  bool offline = false;
  bool create_namespace = true;
  bool hide_secret = true;
  bool rollback_on_failure = true;
  std::vector<std::string> labels;
};
void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what);
commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra);

}  // namespace telepresence::cli
