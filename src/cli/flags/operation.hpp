// The flags of what is done to a release, as helm knows them: --wait, --timeout, --no-hooks,
// --dry-run, --description.
#pragma once

#include <string>
#include <vector>

#include "helm/arguments.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

struct OperationFlags {
  helm::OperationOptions options;
  std::string timeout = "5m0s";
  bool no_hooks = false;
};

// `what` is the noun that the help texts use: "install".
void add_operation_flags(CLI::App& app, OperationFlags& flags, const std::string& what);

// Whether the wait for what cannot get ready is ended.
void add_fail_fast_flag(CLI::App& app, bool& fail_fast);

// The kinds of dry run of an install or upgrade, and the one of an uninstall.
void add_dry_run_flag(CLI::App& app, helm::DryRun& dry_run, const std::string& what);
void add_plain_dry_run_flag(CLI::App& app, helm::DryRun& dry_run, const std::string& help);

// What to do in place of a flag of helm that an operation here has no use for: --atomic. "" for
// others.
std::string instead_of(const std::string& flag);

// What helm is told. `extra` is what was given after `--`; flags that this plugin sets itself are
// refused there. Throws Error (usage).
helm::OperationOptions operation_options(const OperationFlags& flags,
                                         const std::vector<std::string>& extra);

// Of an uninstall, which helm can be told of several releases: `extra` may name none. Throws Error
// (usage).
void check_no_other_release(const std::vector<std::string>& extra);

}  // namespace telepresence::cli
