// `helm telepresence upgrade`
#include "commands/upgrade.hpp"

#include <CLI/CLI.hpp>
#include <memory>

#include "cli/commands/change.hpp"
#include "cli/flags/flags.hpp"
#include "cli/subcommand.hpp"
#include "util/error.hpp"

namespace telepresence::cli {
namespace {

struct Flags {
  release::TargetRequest target;
  ChangeFlags change;
  bool reuse = false;
  bool reset = false;
  bool reset_then_reuse = false;
  bool install = false;
  OutputFormat format = OutputFormat::text;
};

std::optional<helm::ReuseMode> reuse_mode(const Flags& flags) {
  struct Choice {
    bool chosen;
    const char* flag;
    helm::ReuseMode mode;
  };
  const Choice choices[] = {
      {flags.reuse, "--reuse-values", helm::ReuseMode::reuse},
      {flags.reset, "--reset-values", helm::ReuseMode::reset},
      {flags.reset_then_reuse, "--reset-then-reuse-values", helm::ReuseMode::reset_then_reuse}};
  const Choice* chosen = nullptr;
  for (const auto& choice : choices) {
    if (!choice.chosen) continue;
    if (chosen != nullptr) {
      throw Error(ErrorKind::usage,
                  std::string(chosen->flag) + " and " + choice.flag + " cannot be used together",
                  "Choose one: keep the release's values, or start from the chart's.");
    }
    chosen = &choice;
  }
  return chosen == nullptr ? std::nullopt : std::optional(chosen->mode);
}

}  // namespace

Subcommand add_upgrade(CLI::App& root) {
  constexpr const char* group = "Values";
  const auto flags = std::make_shared<Flags>();
  auto* app = root.add_subcommand("upgrade", "Upgrade the Traffic Manager, or change its values");
  add_target_flags(*app, flags->target);
  add_change_flags(*app, flags->change, "upgrade");
  app->add_flag("--reuse-values", flags->reuse,
                "keep the release's values, its old chart's defaults included, "
                "e.g. --reuse-values --set logLevel=debug")
      ->group(group);
  app->add_flag("--reset-values", flags->reset,
                "drop the release's values, start from the chart's, e.g. --reset-values")
      ->group(group);
  app->add_flag("--reset-then-reuse-values", flags->reset_then_reuse,
                "keep the values that were given to the release, on top of the new chart's "
                "defaults, e.g. --reset-then-reuse-values -f more.yaml")
      ->group(group);
  app->add_flag("-i,--install", flags->install,
                "install when there is no Traffic Manager yet, e.g. --install");
  add_output_flag(*app, flags->format);

  const auto run = [flags](const Session& session, const std::vector<std::string>& extra) {
    commands::UpgradeRequest request;
    request.change = change_request(flags->change, extra);
    request.reuse_mode = reuse_mode(*flags);
    request.install = flags->install;
    const auto perform = [&](const auto&... rest) { return commands::upgrade(request, rest...); };
    run_change_command(
        session,
        {flags->target, chart_request(flags->change), request.change.operation.dry_run,
         flags->change.kubeconfig_extension, flags->format},
        perform);
  };
  return {
      app,
      {"helm telepresence upgrade", "helm telepresence upgrade --reuse-values --set logLevel=debug",
       "helm telepresence upgrade --reset-values -f values.yaml",
       "helm telepresence upgrade --install -n staging"},
      run};
}

}  // namespace telepresence::cli
