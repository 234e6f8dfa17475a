#include "cli/flags/values.hpp"

#include <fmt/format.h>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/target.hpp"
#include "release/before/checks.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

// Passed on as it was given, in its place among its neighbours.
void add_value_flag(CLI::App& app, const Flag& flag, std::vector<helm::ValueFlag>& values) {
  const auto passed_on = flag.names.substr(flag.names.find("--"));
  add_repeated(app, flag, [&values, passed_on](const std::string& value) {
    values.push_back({passed_on, value});
  });
}

[[noreturn]] void refuse_empty(const std::string& flag, const std::string& what) {
  throw Error(ErrorKind::usage, fmt::format("{}: {} is named that is empty", flag, what));
}

// One of the three flags that say what becomes of the old values. They exclude one another.
void add_reuse_flag(CLI::App& app, std::optional<helm::ReuseMode>& chosen, helm::ReuseMode mode,
                    const std::string& help) {
  const auto name = fmt::format("--{}", to_word(mode));
  const auto choose = [&chosen, mode, name](bool given) {
    if (!given) return;
    if (chosen && *chosen != mode) {
      throw Error(ErrorKind::usage,
                  fmt::format("--{} and {} cannot be used together", to_word(*chosen), name),
                  "Choose one: keep the release's values, or start from the chart's.");
    }
    chosen = mode;
  };
  add_flag(app, {name, "", help, "Values"}, choose);
}

}  // namespace

void add_value_flags(CLI::App& app, std::vector<helm::ValueFlag>& values) {
  constexpr const char* group = "Values";
  add_value_flag(app,
                 {"-f,--values", "FILE",
                  "values from a YAML file, a URL or stdin (-); may be repeated, "
                  "e.g. -f values.yaml",
                  group},
                 values);
  add_value_flag(
      app, {"--set", "KEY=VALUE", "one or more values, e.g. --set logLevel=debug", group}, values);
  add_value_flag(app,
                 {"--set-string", "KEY=VALUE",
                  "like --set, always text, e.g. --set-string image.tag=2", group},
                 values);
  add_value_flag(app,
                 {"--set-json", "KEY=JSON",
                  "like --set, from JSON, e.g. --set-json 'podCIDRs=[\"10.0.0.0/8\"]'", group},
                 values);
  add_value_flag(app,
                 {"--set-file", "KEY=FILE",
                  "like --set, the value is a file's text, e.g. --set-file "
                  "licenseKey.value=key.txt",
                  group},
                 values);
  add_value_flag(app,
                 {"--set-literal", "KEY=VALUE",
                  "like --set, nothing in the value has a meaning, e.g. --set-literal "
                  "'podAnnotations.note=a,b'",
                  group},
                 values);
}

void add_short_forms(CLI::App& app, release::ShortForms& forms) {
  constexpr const char* group = "Values";
  add_repeated(app,
               {"--managed-namespaces", "NAME,...",
                "manage these namespaces alone, the Traffic Manager's own among them, "
                "e.g. -n dev --managed-namespaces dev,staging",
                group},
               [&forms](const std::string& names) {
                 for (auto& name : text::split(names, ',')) {
                   // An unset variable of a script would make a manager of the whole cluster.
                   if (name.empty()) refuse_empty("--managed-namespaces", "a namespace");
                   forms.managed_namespaces.push_back(std::move(name));
                 }
               });
  add_repeated(
      app,
      {"--client-subject", "KIND:NAME",
       "who gets the rights of a client, User:NAME, Group:NAME or "
       "ServiceAccount:NAMESPACE/NAME; may be repeated, e.g. --client-subject User:jane",
       group},
      [&forms](const std::string& subject) {
        forms.client_subjects.push_back(release::parse_subject("--client-subject", subject));
      });
  add_taken(
      app,
      {"--image-registry", "HOST/PATH",
       "take all images from there, e.g. --image-registry registry.example.com/datawire", group},
      [&forms](const std::string& registry) {
        if (registry.empty()) refuse_empty("--image-registry", "a registry");
        forms.image_registry = registry;
      });
}

void add_reuse_flags(CLI::App& app, std::optional<helm::ReuseMode>& mode) {
  add_reuse_flag(app, mode, helm::ReuseMode::reuse,
                 "keep the release's values, its old chart's defaults included, "
                 "e.g. --reuse-values --set logLevel=debug");
  add_reuse_flag(app, mode, helm::ReuseMode::reset,
                 "drop the release's values, start from the chart's");
  add_reuse_flag(app, mode, helm::ReuseMode::reset_then_reuse,
                 "keep the values that were given to the release, on top of the new chart's "
                 "defaults, e.g. --reset-then-reuse-values -f more.yaml");
}

void add_ignored_findings(CLI::App& app, std::vector<std::string>& ids) {
  add_repeated(app,
               {"--ignore-finding", "ID",
                "go on although the look before finds this; may be repeated, "
                "e.g. --ignore-finding gitops-owned"},
               [&ids](const std::string& id) { ids.push_back(release::checked_id(id)); });
}

void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what) {
  auto& request = flags.request;
  auto& helm = request.options.helm;
  flags.command = &app;
  add_target_flags(app, request.target);
  add_value_flags(app, helm.values);
  add_short_forms(app, request.options.short_forms);
  add_chart_flags(app, request.chart);
  add_operation_flags(app, flags.operation, what);
  add_dry_run_flag(app, flags.operation.options.dry_run, what);
  add_switch(app,
             {"--create-namespace", "",
              "create the namespace when it is missing; on by default, "
              "e.g. --create-namespace=false"},
             helm.create_namespace);
  add_switch(app,
             {"--rollback-on-failure", "",
              fmt::format("undo a failed {}; on by default, e.g. --rollback-on-failure=false "
                          "keeps it for a look",
                          what)},
             request.options.rollback_on_failure);
  add_fail_fast_flag(app, request.options.fail_fast);
  add_switch(app,
             {"--hide-secret", "",
              "leave Secrets out of what a dry run prints; on by default, "
              "e.g. --hide-secret=false"},
             helm.hide_secret);
  add_ignored_findings(app, request.options.ignored_findings);
  add_flag(app, {"--recover", "", "first repair what an earlier operation left, as `repair` does"},
           request.recover);
  add_extension_flag(app, request.kubeconfig_extension);
  add_repeated(app,
               {"--labels", "KEY=VALUE", "labels for the release, e.g. --labels team=platform"},
               [&labels = helm.labels](const std::string& label) { labels.push_back(label); });
  add_output_flag(app, flags.format);
}

commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra) {
  auto request = flags.request;
  const auto given = flags_given(*flags.command, {"--namespace", "--manager-namespace"});
  request.chart_flags = given.of_chart;
  request.other_flags = given.others;
  auto& options = static_cast<helm::OperationOptions&>(request.options.helm);
  options = operation_options(flags.operation, extra);
  if (options.is_dry_run() && flags.format != OutputFormat::text) {
    throw Error(ErrorKind::usage, "--dry-run and --output cannot be used together",
                "A dry run prints the manifests, as helm does.");
  }
  return request;
}

}  // namespace telepresence::cli
