#include "helm/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::helm {
namespace {

constexpr std::string_view value_flags[] = {"--set", "--set-string", "--set-json", "--set-literal",
                                            "--set-file"};

void append_wait(Arguments& arguments, const Version& helm, Wait wait) {
  if (wait == Wait::no) return;
  if (wait == Wait::yes) {
    arguments.emplace_back("--wait");
    return;
  }
  if (helm.major < 4) {
    throw Error(
        ErrorKind::usage,
        fmt::format("--wait={} needs Helm 4, and this is Helm {}", to_word(wait), helm.to_string()),
        "Use --wait, or --wait=false.");
  }
  arguments.push_back(fmt::format("--wait={}", to_word(wait)));
}

void append_operation(Arguments& arguments, const Version& helm, const OperationOptions& options) {
  append_wait(arguments, helm, options.wait);
  if (!options.timeout.empty()) append(arguments, {"--timeout", options.timeout});
  if (!options.hooks) arguments.emplace_back("--no-hooks");
  if (options.description) append(arguments, {"--description", *options.description});
}

void append_values(Arguments& arguments, const std::vector<ValueFlag>& values) {
  for (const auto& [flag, value] : values) append(arguments, {flag, value});
}

void append_change(Arguments& arguments, const ChangeOptions& options) {
  append_values(arguments, options.values);
  for (const auto& label : options.labels) append(arguments, {"--labels", label});
  // A report is made from helm's answer; a dry run's manifests are for the user.
  const bool as_json = !options.is_dry_run() || options.dry_run_as_json;
  if (as_json) append(arguments, {"--output", "json"});
  if (!options.is_dry_run()) return;
  arguments.push_back(fmt::format("--dry-run={}", to_word(options.dry_run)));
  if (options.hide_secret) arguments.emplace_back("--hide-secret");
}

constexpr const char* hidden = "***";

// Flags whose value, if they have one, is no secret. Of all others it may be one: there will be
// flags that nobody here knows.
constexpr std::string_view harmless[] = {"--namespace",
                                         "-n",
                                         "--all-namespaces",
                                         "--output",
                                         "-o",
                                         "--timeout",
                                         "--wait",
                                         "--no-hooks",
                                         "--create-namespace",
                                         "--install",
                                         "--reset-values",
                                         "--reuse-values",
                                         "--reset-then-reuse-values",
                                         "--dry-run",
                                         "--hide-secret",
                                         "--keep-history",
                                         "--force-conflicts",
                                         "--labels",
                                         "--filter",
                                         "--selector",
                                         "--revision",
                                         "--deployed",
                                         "--failed",
                                         "--pending",
                                         "--uninstalled",
                                         "--uninstalling",
                                         "--superseded",
                                         "--version",
                                         "--destination",
                                         "--prov",
                                         "--plain-http",
                                         "--ca-file",
                                         "--keyring",
                                         "-f",
                                         "--values",
                                         "--take-ownership",
                                         "--skip-crds"};

bool is_harmless(std::string_view flag) {
  return std::ranges::find(harmless, flag) != std::end(harmless);
}

bool is_value_flag(const std::string& argument) {
  const auto name = argument.substr(0, argument.find('='));
  return name == "--values" || (name.starts_with("-f") && !name.starts_with("--")) ||
         std::ranges::find(value_flags, name) != std::end(value_flags);
}

// The flag that stands there, and its value, which may be the next word.
std::pair<std::string, std::string> split_flag(const Arguments& words, std::size_t place) {
  const auto& word = words[place];
  if (word.starts_with("-f") && word.size() > 2) {
    return {"--values", word.substr(word[2] == '=' ? 3 : 2)};
  }
  const auto equals = word.find('=');
  if (equals != std::string::npos) return {word.substr(0, equals), word.substr(equals + 1)};
  return {word, place + 1 < words.size() ? words[place + 1] : ""};
}

bool is_pipe(const std::string& file) {
  std::error_code error;
  const auto status = std::filesystem::status(file, error);
  return !error && std::filesystem::exists(status) && !std::filesystem::is_regular_file(status) &&
         !std::filesystem::is_directory(status);
}

// As Go reads a flag that is switched on. Source: strconv.ParseBool.
bool is_true(const std::string& word) {
  constexpr std::string_view words[] = {"1", "t", "T", "true", "TRUE", "True"};
  return std::ranges::find(words, word) != std::end(words);
}

// Of several the last one counts.
bool is_on(const Arguments& words, std::string_view flag) {
  bool on = false;
  for (const auto& word : words) {
    const auto equals = word.find('=');
    if (word.substr(0, equals) != flag) continue;
    on = equals == std::string::npos || is_true(word.substr(equals + 1));
  }
  return on;
}

std::string value_of(const Arguments& words, std::string_view flag) {
  std::string last;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto [name, value] = split_flag(words, i);
    if (name == flag) last = value;
  }
  return last;
}

// Follows how the release is applied: Helm 4 refuses to force what it does not apply itself, and
// without the force a field that somebody else has set would stop a repair.
void append_repair(Arguments& arguments, const Version& helm, const RepairOptions& options) {
  if (helm.major >= 4 && options.apply == Apply::client) {
    arguments.emplace_back("--server-side=false");
  }
  if (helm.major >= 4 && options.apply == Apply::server) {
    append(arguments, {"--server-side=true", "--force-conflicts"});
  }
  if (!options.history_max.empty()) append(arguments, {"--history-max", options.history_max});
}

}  // namespace

void append(Arguments& arguments, const Arguments& more) {
  arguments.insert(arguments.end(), more.begin(), more.end());
}

std::vector<std::string> values_files(const Arguments& words) {
  std::vector<std::string> files;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto [flag, value] = split_flag(words, i);
    const bool is_keyed = flag == "--set-file";  // KEY=FILE
    if (!is_keyed && flag != "--values" && flag != "-f") continue;
    // One flag may name several.
    for (const auto& one : text::split(value, ',')) {
      auto file = is_keyed ? one.substr(one.find('=') + 1) : one;
      if (!file.empty()) files.push_back(std::move(file));
    }
  }
  return files;
}

bool ChangeOptions::gives_values() const {
  return !values.empty() || std::ranges::any_of(extra, is_value_flag);
}

Arguments post_renderer_flags(const Arguments& extra) {
  Arguments words;
  for (std::size_t i = 0; i < extra.size(); ++i) {
    const auto [flag, value] = split_flag(extra, i);
    if (flag.starts_with("--post-renderer")) append(words, {flag, value});
  }
  return words;
}

Arguments value_flags(const ChangeOptions& options) {
  Arguments words;
  append_values(words, options.values);
  for (std::size_t i = 0; i < options.extra.size(); ++i) {
    const auto& word = options.extra[i];
    if (!is_value_flag(word)) continue;
    words.push_back(word);
    // Its value may be the next word.
    const bool is_short = word.starts_with("-f") && word.size() > 2;
    if (is_short || word.find('=') != std::string::npos || i + 1 == options.extra.size()) continue;
    words.push_back(options.extra[++i]);
  }
  return words;
}

std::string ChangeOptions::read_once() const {
  Arguments words;
  append_values(words, values);
  append(words, extra);
  for (const auto& file : values_files(words)) {
    if (file == "-" || is_pipe(file)) return file;
  }
  return {};
}

bool ChangeOptions::takes_ownership() const { return is_on(extra, "--take-ownership"); }

bool ChangeOptions::forces_conflicts() const { return is_on(extra, "--force-conflicts"); }

std::string ChangeOptions::server_side() const { return value_of(extra, "--server-side"); }

std::string ChangeOptions::history_max() const { return value_of(extra, "--history-max"); }

Arguments install_arguments(const Version& helm, const Subject& subject,
                            const ChangeOptions& options) {
  Arguments arguments = {"install", release_name, subject.chart, "--namespace",
                         subject.release_namespace};
  append_operation(arguments, helm, options);
  if (options.create_namespace) arguments.emplace_back("--create-namespace");
  append_change(arguments, options);
  append(arguments, options.extra);
  return arguments;
}

Arguments upgrade_arguments(const Version& helm, const Subject& subject,
                            const ChangeOptions& options, const UpgradeOptions& upgrade) {
  Arguments arguments = {"upgrade", release_name, subject.chart, "--namespace",
                         subject.release_namespace};
  append_operation(arguments, helm, options);
  arguments.push_back(fmt::format("--{}", to_word(upgrade.reuse_mode)));
  if (upgrade.install) {
    arguments.emplace_back("--install");
    if (options.create_namespace) arguments.emplace_back("--create-namespace");
  }
  append_change(arguments, options);
  append(arguments, options.extra);
  return arguments;
}

Arguments uninstall_arguments(const Version& helm, const std::string& release_namespace,
                              const OperationOptions& options) {
  Arguments arguments = {"uninstall", release_name, "--namespace", release_namespace};
  append_operation(arguments, helm, options);
  // `helm uninstall` knows but one kind of dry run.
  if (options.is_dry_run()) arguments.emplace_back("--dry-run");
  append(arguments, options.extra);
  return arguments;
}

Arguments undo_install_arguments(const std::string& release_namespace, KeepHistory keep_history) {
  Arguments arguments = {"uninstall", release_name, "--namespace", release_namespace, "--no-hooks"};
  if (keep_history == KeepHistory::yes) arguments.emplace_back("--keep-history");
  return arguments;
}

Arguments rollback_arguments(const Version& helm, const std::string& release_namespace,
                             int revision, const RepairOptions& options) {
  Arguments arguments = {"rollback", release_name, std::to_string(revision), "--namespace",
                         release_namespace};
  if (!options.hooks) arguments.emplace_back("--no-hooks");
  append_repair(arguments, helm, options);
  return arguments;
}

Arguments give_back_arguments(const Version& helm, const Subject& subject,
                              const RepairOptions& options) {
  Arguments arguments = {
      "upgrade",    release_name,     subject.chart,     "--namespace", subject.release_namespace,
      "--no-hooks", "--reset-values", "--take-ownership"};
  append_repair(arguments, helm, options);
  return arguments;
}

Arguments pull_arguments(const PullOptions& options) {
  Arguments arguments = {"pull",          options.chart,   "--version",
                         options.version, "--destination", options.destination};
  if (options.provenance) arguments.emplace_back("--prov");
  if (options.plain_http) arguments.emplace_back("--plain-http");
  if (!options.ca_file.empty()) arguments.insert(arguments.end(), {"--ca-file", options.ca_file});
  return arguments;
}

Arguments verify_arguments(const std::string& chart, const std::optional<std::string>& keyring) {
  Arguments arguments = {"verify", chart};
  if (keyring) arguments.insert(arguments.end(), {"--keyring", *keyring});
  return arguments;
}

std::string redacted(const Arguments& arguments) {
  std::vector<std::string> words;
  bool hide_next = false;
  for (const auto& argument : arguments) {
    if (!argument.starts_with('-')) {
      words.push_back(hide_next || text::may_hold_login(argument) ? hidden : argument);
      hide_next = false;
      continue;
    }
    // --flag=value, -fvalue, or the value is the next word.
    const auto end = argument.starts_with("--") ? argument.find('=') : std::size_t{2};
    const auto name = std::string_view(argument).substr(0, end);
    const auto value = std::string_view(argument).substr(name.size());
    hide_next = value.empty() && !is_harmless(name);
    const bool shown = value.empty() || (is_harmless(name) && !text::may_hold_login(value));
    words.push_back(shown ? argument
                          : fmt::format("{}{}{}", name, value.starts_with('=') ? "=" : "", hidden));
  }
  return text::join(words, " ");
}

}  // namespace telepresence::helm
