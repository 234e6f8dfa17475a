// Reports on stdout: rows for people, JSON or YAML for programs.
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "release/extension.hpp"
#include "release/target.hpp"

namespace telepresence::cli {

enum class OutputFormat { text, json, yaml };

// Throws Error (usage) for a word that is no format.
OutputFormat parse_output_format(const std::string& word);

// "  Name   value" for each, names padded to one width; a value of several lines is
// indented below its first. A row without a value is left out.
using Rows = std::vector<std::pair<std::string, std::string>>;
std::string format_rows(const Rows& rows);

// Writes to stdout. Throws Error (environment) when that fails: a report that nobody
// got must not look like success.
void print(const std::string& text);

// Prints a report in the wanted form, of which alone the text is made: `text` for people,
// `json` (as dumped) for programs. With `quiet` people get none.
using MakeText = std::function<std::string()>;
void print_report(OutputFormat format, const MakeText& text, const MakeText& json,
                  bool quiet = false);

// `json` as text. What is no UTF-8, as a path or an old key's name may be, becomes U+FFFD: a
// report must not fail after the work is done.
template <typename Json>
std::string dump(const Json& json) {
  constexpr int indentation = 2;
  return json.dump(indentation, ' ', false, Json::error_handler_t::replace);
}

// "sha256:… (as the index promises)", or that nobody promised it; "" without a digest.
std::string describe_digest(const std::string& digest, const std::string& promised_by);

// What became of the kubeconfig: a row for people; what could not be done goes to stderr, with
// what to do by hand.
std::string describe(const release::ExtensionReport& report);
void warn(const release::ExtensionReport& report);

// "ambassador (the default)"
std::string describe(const release::Target& target);

}  // namespace telepresence::cli
