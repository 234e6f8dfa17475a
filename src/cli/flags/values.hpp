// The flags of install and upgrade: values, as helm takes them, and what else is asked of a change.
#pragma once

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

// All that install and upgrade have in common.
struct ChangeFlags {
  commands::ChangeRequest request;  // as far as it needs no reading
  OperationFlags operation;
  OutputFormat format = OutputFormat::text;
};
void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what);

// Throws Error (usage) for what is no request. `extra`: what was given after `--`.
commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra);

}  // namespace telepresence::cli
