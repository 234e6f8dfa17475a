#include "helm/arguments.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::helm {
namespace {

constexpr std::string_view value_flags[] = {"--set", "--set-string", "--set-json", "--set-literal",
                                            "--set-file"};

void append(Arguments& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

void append_wait(Arguments& arguments, const Version& helm, const std::string& wait) {
  if (wait == "false") return;
  if (wait == "true") {
    arguments.emplace_back("--wait");
    return;
  }
  if (helm.major < 4) {
    throw Error(ErrorKind::usage,
                fmt::format("--wait={} needs Helm 4, and this is Helm {}", wait, helm.to_string()),
                "Use --wait, or --wait=false.");
  }
  arguments.push_back("--wait=" + wait);
}

void append_operation(Arguments& arguments, const Version& helm, const OperationOptions& options) {
  append(arguments, {"--namespace", options.release_namespace});
  append_wait(arguments, helm, options.wait);
  if (!options.timeout.empty()) append(arguments, {"--timeout", options.timeout});
  if (!options.hooks) arguments.emplace_back("--no-hooks");
  if (options.description) append(arguments, {"--description", *options.description});
}

void append_chart(Arguments& arguments, const OperationOptions& options,
                  const ChartOptions& chart) {
  for (const auto& [flag, value] : chart.values) append(arguments, {flag, value});
  for (const auto& label : chart.labels) append(arguments, {"--labels", label});
  if (options.dry_run == DryRun::none) {
    // The report is made from helm's answer; a dry run's manifests are for the user.
    append(arguments, {"--output", "json"});
    return;
  }
  arguments.emplace_back(options.dry_run == DryRun::server ? "--dry-run=server"
                                                           : "--dry-run=client");
  if (chart.hide_secret) arguments.emplace_back("--hide-secret");
}

void append_extra(Arguments& arguments, const Arguments& extra) {
  arguments.insert(arguments.end(), extra.begin(), extra.end());
}

}  // namespace

Arguments install_arguments(const Version& helm, const OperationOptions& options,
                            const ChartOptions& chart) {
  Arguments arguments = {"install", release_name, chart.chart};
  append_operation(arguments, helm, options);
  if (chart.create_namespace) arguments.emplace_back("--create-namespace");
  append_chart(arguments, options, chart);
  append_extra(arguments, options.extra);
  return arguments;
}

const char* to_word(ReuseMode mode) {
  switch (mode) {
    case ReuseMode::reset:
      return "reset-values";
    case ReuseMode::reuse:
      return "reuse-values";
    case ReuseMode::reset_then_reuse:
      break;
  }
  return "reset-then-reuse-values";
}

Arguments upgrade_arguments(const Version& helm, const OperationOptions& options,
                            const ChartOptions& chart, ReuseMode mode, bool install) {
  Arguments arguments = {"upgrade", release_name, chart.chart};
  append_operation(arguments, helm, options);
  arguments.push_back(std::string("--") + to_word(mode));
  if (install) {
    arguments.emplace_back("--install");
    if (chart.create_namespace) arguments.emplace_back("--create-namespace");
  }
  append_chart(arguments, options, chart);
  append_extra(arguments, options.extra);
  return arguments;
}

Arguments uninstall_arguments(const Version& helm, const OperationOptions& options) {
  Arguments arguments = {"uninstall", release_name};
  append_operation(arguments, helm, options);
  // `helm uninstall` knows but one kind of dry run.
  if (options.dry_run != DryRun::none) arguments.emplace_back("--dry-run");
  append_extra(arguments, options.extra);
  return arguments;
}

Arguments undo_install_arguments(const std::string& release_namespace) {
  return {"uninstall", release_name, "--namespace", release_namespace, "--no-hooks"};
}

Arguments rollback_arguments(const std::string& release_namespace, int revision, bool hooks) {
  Arguments arguments = {"rollback", release_name, std::to_string(revision), "--namespace",
                         release_namespace};
  if (!hooks) arguments.emplace_back("--no-hooks");
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

bool gives_values(const Arguments& arguments) {
  return std::any_of(arguments.begin(), arguments.end(), [](const std::string& argument) {
    const auto name = argument.substr(0, argument.find('='));
    return name == "--values" || (name.starts_with("-f") && !name.starts_with("--")) ||
           std::find(std::begin(value_flags), std::end(value_flags), name) != std::end(value_flags);
  });
}

std::string redacted(const Arguments& arguments) {
  std::vector<std::string> words;
  bool hide = false;
  for (const auto& argument : arguments) {
    std::string word = argument;
    if (hide) word = "***";
    hide = false;
    for (const auto flag : value_flags) {
      if (argument == flag) hide = true;
      if (argument.starts_with(flag) && argument.substr(flag.size()).starts_with('=')) {
        word = fmt::format("{}=***", flag);
      }
    }
    words.push_back(word);
  }
  return text::join(words, " ");
}

}  // namespace telepresence::helm
