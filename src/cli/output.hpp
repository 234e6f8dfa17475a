// Reports on stdout: rows for people, JSON or YAML for programs.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "commands/target.hpp"

namespace telepresence::cli {

enum class OutputFormat { text, json, yaml };

// Throws Error (usage) for a word that is no format.
OutputFormat parse_output_format(const std::string& word);

// "  Name   value" for each, names padded to one width; a value of several lines is
// indented below its first. A row without a value is left out.
using Rows = std::vector<std::pair<std::string, std::string>>;
std::string format_rows(const Rows& rows);

// A JSON text (as dumped) in the wanted format, which is json or yaml.
void print_document(const std::string& json, OutputFormat format);

// Writes to stdout. Throws Error (environment) when that fails: a report that nobody
// got must not look like success.
void print(const std::string& text);

// "ambassador (the default)"
std::string describe(const commands::Target& target);

}  // namespace telepresence::cli
