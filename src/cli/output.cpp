#include "cli/output.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "util/error.hpp"
#include "util/text.hpp"
#include "util/yaml.hpp"

namespace telepresence::cli {

OutputFormat parse_output_format(const std::string& word) {
  if (word == "text") return OutputFormat::text;
  if (word == "json") return OutputFormat::json;
  if (word == "yaml") return OutputFormat::yaml;
  throw Error(ErrorKind::usage, fmt::format("--output {}: not a format", word),
              "Formats are text, json and yaml.");
}

std::string format_rows(const Rows& rows) {
  std::size_t width = 0;
  for (const auto& [name, value] : rows) {
    if (!value.empty()) width = std::max(width, name.size());
  }
  std::string text;
  for (const auto& [name, value] : rows) {
    if (value.empty()) continue;
    std::string label = name;
    for (const auto& line : text::split(value, '\n')) {
      text += fmt::format("  {:<{}}  {}\n", label, width, text::printable(line));
      label.clear();
    }
  }
  return text;
}

void print(const std::string& text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
    throw Error(ErrorKind::environment, fmt::format("cannot write to stdout: {}", strerror(errno)));
  }
}

void print_report(OutputFormat format, const MakeText& text, const MakeText& json, bool quiet) {
  switch (format) {
    case OutputFormat::text:
      if (!quiet) print(text());
      return;
    case OutputFormat::json:
      return print(json() + '\n');
    case OutputFormat::yaml:
      return print(yaml::from_json(json()));
  }
}

std::string describe_digest(const std::string& digest, const std::string& promised_by) {
  if (digest.empty()) return {};
  return fmt::format("sha256:{} ({})", digest,
                     promised_by.empty() ? "not checked: nobody promised which it would be"
                                         : "as " + promised_by + " promises");
}

std::string describe(const commands::Target& target) {
  return fmt::format("{} ({})", target.manager_namespace, target.reason);
}

}  // namespace telepresence::cli
