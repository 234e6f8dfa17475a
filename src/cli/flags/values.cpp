#include "cli/flags/values.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/target.hpp"
#include "cli/flags/words.hpp"
#include "util/error.hpp"

namespace telepresence::cli {
namespace {

// A flag that may be repeated and keeps its place among its neighbours. CLI11 would
// take a value in brackets, such as --set-json '[1]', for a list: not here.
void add_value_flag(CLI::App& app, const std::string& names, const std::string& passed_on,
                    std::vector<helm::ValueFlag>& values, const std::string& value_name,
                    const std::string& help) {
  app.add_option_function<std::string>(
         names,
         [&values, passed_on](const std::string& value) {
           values.push_back({passed_on, value});
         },
         help)
      ->type_name(value_name)
      ->trigger_on_parse()
      ->allow_extra_args(false)
      ->group("Values");
}

void add_labels_flag(CLI::App& app, std::vector<std::string>& labels) {
  app.add_option_function<std::string>(
         "--labels", [&labels](const std::string& label) { labels.push_back(label); },
         "labels for the release, e.g. --labels team=platform")
      ->type_name("KEY=VALUE")
      ->trigger_on_parse()
      ->allow_extra_args(false);
}

}  // namespace

void add_value_flags(CLI::App& app, std::vector<helm::ValueFlag>& values) {
  add_value_flag(app, "-f,--values", "--values", values, "FILE",
                 "values from a YAML file, a URL or stdin (-); may be repeated, "
                 "e.g. -f values.yaml");
  add_value_flag(app, "--set", "--set", values, "KEY=VALUE",
                 "one or more values, e.g. --set logLevel=debug");
  add_value_flag(app, "--set-string", "--set-string", values, "KEY=VALUE",
                 "like --set, always text, e.g. --set-string image.tag=2");
  add_value_flag(app, "--set-json", "--set-json", values, "KEY=JSON",
                 "like --set, from JSON, e.g. --set-json 'podCIDRs=[\"10.0.0.0/8\"]'");
  add_value_flag(app, "--set-file", "--set-file", values, "KEY=FILE",
                 "like --set, the value is a file's text, e.g. --set-file "
                 "licenseKey.value=key.txt");
  add_value_flag(app, "--set-literal", "--set-literal", values, "KEY=VALUE",
                 "like --set, nothing in the value has a meaning, e.g. --set-literal "
                 "'podAnnotations.note=a,b'");
}

void add_change_flags(CLI::App& app, ChangeFlags& flags, const std::string& what) {
  auto& request = flags.request;
  auto& helm = request.options.helm;
  add_target_flags(app, request.target);
  add_value_flags(app, helm.values);
  add_chart_flags(app, request.chart);
  add_operation_flags(app, flags.operation, what);
  add_dry_run_flag(app, flags.operation.options.dry_run, what);
  add_switch(app, "--create-namespace", helm.create_namespace,
             "create the namespace when it is missing; on by default, "
             "e.g. --create-namespace=false");
  add_switch(app, "--rollback-on-failure", request.options.rollback_on_failure,
             fmt::format("undo a failed {}; on by default, e.g. --rollback-on-failure=false "
                         "keeps it for a look",
                         what));
  add_switch(app, "--hide-secret", helm.hide_secret,
             "leave Secrets out of what a dry run prints; on by default, "
             "e.g. --hide-secret=false");
  add_extension_flag(app, request.kubeconfig_extension);
  add_labels_flag(app, helm.labels);
  add_output_flag(app, flags.format);
}

commands::ChangeRequest change_request(const ChangeFlags& flags,
                                       const std::vector<std::string>& extra) {
  auto request = flags.request;
  auto& options = static_cast<helm::OperationOptions&>(request.options.helm);
  options = operation_options(flags.operation, extra);
  if (options.is_dry_run() && flags.format != OutputFormat::text) {
    throw Error(ErrorKind::usage, "--dry-run and --output cannot be used together",
                "A dry run prints the manifests, as helm does.");
  }
  return request;
}

}  // namespace telepresence::cli
