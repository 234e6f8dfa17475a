#include "release/change/unread_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <regex>
#include <utility>

#include "helm/messages.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// Helm hides a login that is in an address: "http://***@host/values.yaml".
bool is_values_file(const std::string& file, const helm::Arguments& arguments) {
  const auto files = helm::values_files(arguments);
  return !file.empty() && std::ranges::any_of(files, [&](const std::string& one) {
    return text::without_logins(one) == text::without_logins(file);
  });
}

// Whether helm fetches values, so that one of their servers may lead to an address nobody has
// named.
bool fetches_values(const helm::Arguments& arguments) {
  const auto files = helm::values_files(arguments);
  return std::ranges::any_of(
      files, [](const std::string& file) { return file.find("://") != std::string::npos; });
}

// What is asked of an API server, which may stand behind the path of a proxy.
bool is_api(const std::string& address) {
  static const std::regex path(R"(/(api/v1/|api\?|apis[/?]|openapi/|version(\?|$)))");
  return std::regex_search(address, path);
}

std::optional<Cause> unreachable_values(const std::string& address,
                                        const helm::Arguments& arguments) {
  const auto unreachable = [&](const std::string& text) {
    return about(address, cause(ErrorKind::network, "values-unreachable", text));
  };
  if (is_values_file(address, arguments)) {
    return unreachable(fmt::format("the values file {} cannot be fetched", address));
  }
  if (fetches_values(arguments) && !is_api(address)) {
    return unreachable(fmt::format("a values file leads to {}, which cannot be fetched", address));
  }
  return std::nullopt;
}

// With the line where the mistake is.
Cause unreadable(const helm::UnreadableFile& file, bool repeats_values) {
  static const std::regex line(R"(yaml: line (\d+): )");
  std::smatch match;
  const bool has_line = std::regex_search(file.reason, match, line);
  const auto name = file.file == "-" ? "stdin" : file.file;
  auto found = cause(ErrorKind::input, "values-unreadable",
                     has_line ? fmt::format("line {} of the values file {}", match[1].str(), name)
                              : fmt::format("the values file {}", name));
  auto& text = found.finding.text;
  text += file.is_parsed ? " cannot be parsed" : " cannot be read";
  if (!repeats_values) text += ": " + (has_line ? match.suffix().str() : file.reason);
  return about(name, std::move(found));
}

}  // namespace

Cause connection_lost(const helm::Arguments& arguments, const std::string& words) {
  const auto file = helm::unreadable_file(words);
  if (file.is_fetched) {
    if (auto found = unreachable_values(file.file, arguments)) return *std::move(found);
  }
  return cause(ErrorKind::cluster, "connection-lost", "the connection to the cluster was lost");
}

Cause values_unreadable(const helm::Arguments& arguments, const std::string& words) {
  const auto file = helm::unreadable_file(words);
  if (file.is_no_address) {
    return cause(ErrorKind::input, "values-unreadable", "the address of a values file is no URL",
                 "Helm's message is left out, since it may have a part of a password.");
  }
  if (file.is_fetched) {
    if (auto found = unreachable_values(file.file, arguments)) return *std::move(found);
  } else if (is_values_file(file.file, arguments)) {
    return unreadable(file, helm::repeats_values(words));
  }
  return cause(ErrorKind::helm, "helm-failed", "helm reported an error");
}

Cause flag_unreadable(const helm::Arguments& arguments, const std::string& words) {
  if (!helm::unreadable_file(words).file.empty()) return values_unreadable(arguments, words);
  const auto flag = helm::unreadable_flag(words);
  const auto* advice = flag == "--set-json"
                           ? "The value has to be JSON: --set-json 'podCIDRs=[\"10.0.0.0/8\"]'."
                           : "A comma in a value is written as `\\,`.";
  return cause(
      ErrorKind::input, "values-unreadable", fmt::format("what {} gives cannot be parsed", flag),
      fmt::format("{} Helm's message is left out, since it has a part of the value.", advice));
}

}  // namespace telepresence::release
