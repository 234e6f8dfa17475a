// The program's own table of commands and flags, as JSON: completion and the reference are made of
// it.
#pragma once

#include <string>
#include <vector>

#include "cli/subcommand.hpp"

namespace telepresence::cli {

// The word that prints it in place of a command. Not in the help: it is for scripts/generate.py.
inline constexpr const char* spec_command = "__spec";

// {"name", "description", "flags": [{"names", "value", "words": [{"word", "help"}], "help",
// "group", "alone"}], "arguments": [...], "commands": [...], "examples"}; "alone" is true for a
// flag that takes its value joined to it.
std::string spec_json(const CLI::App& root, const std::vector<Subcommand>& subcommands);

}  // namespace telepresence::cli
