#include "cli/report/text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>

#include "util/error.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

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

std::string describe(const release::ExtensionReport& report) {
  switch (report.change) {
    case release::ExtensionReport::Change::set:
      return fmt::format("clients of cluster {} look in this namespace now ({})", report.cluster,
                         report.file.string());
    case release::ExtensionReport::Change::unset:
      return fmt::format("clients of cluster {} no longer look in this namespace ({})",
                         report.cluster, report.file.string());
    case release::ExtensionReport::Change::failed:
      return "not changed, see the warning";
    case release::ExtensionReport::Change::none:
      break;
  }
  return {};
}

void warn(const release::ExtensionReport& report) {
  if (report.warning.empty()) return;
  fmt::print(stderr, "Warning: the kubeconfig was not changed: {}\n",
             text::printable(report.warning));
  if (report.by_hand.empty()) {
    fmt::print(stderr, "  Clients of cluster {} still look for a Traffic Manager where none is.\n",
               text::printable(report.cluster));
    return;
  }
  fmt::print(stderr, "  To let clients find the Traffic Manager, add this to cluster {}:\n{}\n",
             text::printable(report.cluster), text::indent(report.by_hand, "    "));
}

std::string describe(const release::Target& target) {
  return fmt::format("{} ({})", target.manager_namespace, target.reason);
}

}  // namespace telepresence::cli
