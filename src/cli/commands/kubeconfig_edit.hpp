// What `kubeconfig set`, `unset` and `migrate` have in common on the command line.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/report/format.hpp"
#include "cli/subcommand.hpp"
#include "commands/kubeconfig_edit.hpp"

namespace telepresence::cli {

struct KubeconfigEditFlags {
  commands::KubeconfigEditRequest request;
  OutputFormat format = OutputFormat::text;
};

// --dry-run and --output.
void add_edit_flags(CLI::App& app, KubeconfigEditFlags& flags);

// Edits, and prints the report.
void run_edit(const KubeconfigEditFlags& flags, Session& session);

}  // namespace telepresence::cli
