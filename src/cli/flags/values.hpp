// The flags of install and upgrade: values, as helm takes them, and what else is asked of a change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/flags/operation.hpp"
#include "cli/report/format.hpp"
#include "commands/change.hpp"

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

// --values, --set and its like; in the user's order.
void add_value_flags(CLI::App& app, std::vector<helm::ValueFlag>& values);

// The values that have a flag of their own.
void add_short_forms(CLI::App& app, release::ShortForms& forms);

// --reuse-values and its like.
void add_reuse_flags(CLI::App& app, std::optional<helm::ReuseMode>& mode);

// --ignore-finding
void add_ignored_findings(CLI::App& app, std::vector<std::string>& ids);

// All that install and upgrade have in common.
struct ChangeFlags {
  commands::ChangeRequest request;  // as far as it needs no reading
  OperationFlags operation;
  OutputFormat format = OutputFormat::text;
  const CLI::App* command = nullptr;  // that these are flags of
};
void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what);

// Throws Error (usage) for what is no request. `extra`: what was given after `--`.
commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra);

}  // namespace telepresence::cli
