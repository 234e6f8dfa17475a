#include "cli/flags/operation.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/flags/words.hpp"
#include "helm/global_flags.hpp"
#include "util/duration.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

void check_duration(const std::string& text) {
  if (parse_duration(text)) return;
  const auto shown =
      text.size() <= longest_duration ? text : "of " + text::binary_size(text.size());
  throw Error(ErrorKind::usage, fmt::format("--timeout {}: not a duration", shown),
              "Write it as 90s, 5m or 1h30m.");
}

// What this plugin decides itself would contradict it after `--`, and could keep it from finding
// what it has to undo.
struct TakenFlag {
  std::string_view flag;
  std::string_view instead;
};

constexpr std::string_view before = "Put it before `--`.";
constexpr std::string_view one_name = "The release's name is always traffic-manager.";
constexpr TakenFlag taken[] = {
    {"--atomic", "A failed operation is rolled back already (--rollback-on-failure)."},
    {"--rollback-on-failure", before},
    {"--namespace", before},
    {"-n", before},
    {"--output", before},
    {"-o", before},
    {"--dry-run", before},
    {"--timeout", before},
    {"--wait", before},
    {"--no-hooks", before},
    {"--create-namespace", before},
    {"--version", before},
    {"--help", before},
    {"-h", before},
    {"--install", before},
    {"-i", before},
    {"--reuse-values", before},
    {"--reset-values", before},
    {"--reset-then-reuse-values", before},
    {"--repo", before},
    {"--verify", before},
    {"--keyring", before},
    {"--ca-file", before},
    {"--plain-http", before},
    {"--generate-name", one_name},
    {"-g", one_name},
    {"--name-template", one_name},
};

[[noreturn]] void refuse(std::string_view flag, std::string_view instead) {
  throw Error(ErrorKind::usage, fmt::format("{} cannot be given after `--`", flag),
              std::string(instead));
}

// Only one of the helms that a run starts would get it, and the others act on another cluster.
bool is_global(std::string_view flag) {
  const auto global = helm::global_flags();
  return flag == "--kubeconfig" || flag == "--debug" ||
         std::ranges::any_of(global, [&](const helm::GlobalFlag& one) { return one.name == flag; });
}

// After `--` goes what this plugin has no flag for.
void check_extra(const std::vector<std::string>& extra) {
  for (const std::string_view argument : extra) {
    const bool is_long = argument.starts_with("--");
    // A short flag may be joined with its value or with others: -nstaging.
    const auto name = is_long ? argument.substr(0, argument.find('=')) : argument.substr(0, 2);
    if (is_global(name)) refuse(name, before);
    for (const auto& [flag, instead] : taken) {
      if (name == flag) refuse(flag, instead);
    }
  }
}

// Of helm's uninstall: those after which a word is their value.
constexpr std::string_view flags_with_value[] = {"--cascade", "--description"};

helm::DryRun parse_dry_run(const std::string& word) {
  if (word == "true") return helm::DryRun::client;
  if (word == "false") return helm::DryRun::none;
  return parse_word<helm::DryRun>("--dry-run=", word);
}

}  // namespace

void add_operation_flags(CLI::App& app, OperationFlags& flags, const std::string& what) {
  auto& options = flags.options;
  add_joined(app,
             {"--wait", choice_of<helm::Wait>(),
              fmt::format("wait until the {} has taken effect; on by default, "
                          "e.g. --wait=false; Helm 4 also takes --wait=watcher",
                          what)},
             [&options](const std::string& word) {
               options.wait = parse_word<helm::Wait>("--wait=", word);
             });
  add_value(app,
            {"--timeout", "DURATION",
             fmt::format("how long the {} may take; 5m0s by default, e.g. --timeout 10m", what)},
            flags.timeout);
  add_flag(app, {"--no-hooks", "", "run none of the chart's hooks"}, flags.no_hooks);
  add_value(
      app,
      {"--description", "TEXT", "text to keep with the release, e.g. --description 'ticket 42'"},
      options.description);
}

void add_fail_fast_flag(CLI::App& app, bool& fail_fast) {
  add_switch(
      app,
      {"--fail-fast", "",
       "end the wait for pods that cannot become ready, where helm waits until the timeout; on "
       "by default, e.g. --fail-fast=false"},
      fail_fast);
}

void add_dry_run_flag(CLI::App& app, helm::DryRun& dry_run, const std::string& what) {
  add_joined(app,
             {"--dry-run", choice_of<helm::DryRun>(),
              fmt::format("show what the {} would do, and change nothing, "
                          "e.g. --dry-run or --dry-run=server",
                          what)},
             [&dry_run](const std::string& word) { dry_run = parse_dry_run(word); });
}

void add_plain_dry_run_flag(CLI::App& app, helm::DryRun& dry_run, const std::string& help) {
  add_flag(app, {"--dry-run", "", help},
           [&dry_run](bool given) { dry_run = given ? helm::DryRun::client : helm::DryRun::none; });
}

std::string instead_of(const std::string& flag) {
  for (const auto& [name, instead] : taken) {
    if (flag.substr(0, flag.find('=')) == name && instead != before) return std::string(instead);
  }
  return {};
}

void check_no_other_release(const std::vector<std::string>& extra) {
  for (std::size_t i = 0; i < extra.size(); ++i) {
    if (extra[i].starts_with('-')) continue;
    const bool is_value =
        i > 0 && std::ranges::find(flags_with_value, extra[i - 1]) != std::end(flags_with_value);
    if (is_value) continue;
    throw Error(ErrorKind::usage,
                fmt::format("'{}' after `--` would name another release to helm, which removes it "
                            "too",
                            text::shown(extra[i])),
                "The value of a flag goes with it: --FLAG=VALUE.");
  }
}

helm::OperationOptions operation_options(const OperationFlags& flags,
                                         const std::vector<std::string>& extra) {
  check_duration(flags.timeout);
  check_extra(extra);
  auto options = flags.options;
  options.timeout = flags.timeout;
  options.hooks = !flags.no_hooks;
  options.extra = extra;
  return options;
}

}  // namespace telepresence::cli
