#include "cli/flags/global.hpp"

#include <CLI/CLI.hpp>

#include "helm/global_flags.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* group = "Global";

void add_helms_switch(CLI::App& app, const helm::GlobalFlag& flag, GlobalOptions& options) {
  auto& variable = options.variables[std::string(flag.variable)];
  app.add_flag_function(
         std::string(flag.name),
         [&variable](std::int64_t count) { variable = count > 0 ? "true" : "false"; },
         std::string(flag.help))
      ->group(group);
}

void add_helms_option(CLI::App& app, const helm::GlobalFlag& flag, GlobalOptions& options) {
  auto& variable = options.variables[std::string(flag.variable)];
  app.add_option_function<std::string>(
         std::string(flag.name),
         [&variable, repeats = flag.repeats](const std::string& value) {
           if (!repeats) variable.clear();
           if (!variable.empty()) variable += ',';
           variable += value;
         },
         std::string(flag.help))
      ->type_name(std::string(flag.value_name))
      ->trigger_on_parse()
      ->allow_extra_args(false)
      ->group(group);
}

}  // namespace

void add_global_flags(CLI::App& app, GlobalOptions& options) {
  app.add_flag("--debug", options.debug, "show what is run and why, on stderr")->group(group);
  app.add_flag("-q,--quiet", options.quiet,
               "no report of what was done, no progress; errors are still shown")
      ->group(group);
  app.add_option("--kubeconfig", options.kubeconfig,
                 "kubeconfig file, e.g. --kubeconfig ./admin.conf")
      ->type_name("FILE")
      ->group(group);
  for (const auto& flag : helm::global_flags()) {
    flag.value_name.empty() ? add_helms_switch(app, flag, options)
                            : add_helms_option(app, flag, options);
  }
}

}  // namespace telepresence::cli
