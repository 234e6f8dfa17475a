// `helm telepresence upgrade`
#include "commands/upgrade.hpp"

#include <fmt/format.h>

#include <memory>

#include "cli/commands/change.hpp"
#include "cli/flags/basic.hpp"
#include "cli/flags/values.hpp"
#include "cli/subcommand.hpp"
#include "util/error.hpp"

namespace telepresence::cli {
namespace {

struct Flags {
  ChangeFlags change;
  release::UpgradeSettings upgrade;
};

// One of the three flags that say what becomes of the old values. They exclude one another.
void add_reuse_flag(CLI::App& app, Flags& flags, helm::ReuseMode mode, const std::string& help) {
  const auto name = fmt::format("--{}", to_word(mode));
  const auto choose = [&chosen = flags.upgrade.reuse_mode, mode, name](bool given) {
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

void add_reuse_flags(CLI::App& app, Flags& flags) {
  add_reuse_flag(app, flags, helm::ReuseMode::reuse,
                 "keep the release's values, its old chart's defaults included, "
                 "e.g. --reuse-values --set logLevel=debug");
  add_reuse_flag(app, flags, helm::ReuseMode::reset,
                 "drop the release's values, start from the chart's");
  add_reuse_flag(app, flags, helm::ReuseMode::reset_then_reuse,
                 "keep the values that were given to the release, on top of the new chart's "
                 "defaults, e.g. --reset-then-reuse-values -f more.yaml");
}

}  // namespace

Subcommand add_upgrade(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "upgrade", "Upgrade the Traffic Manager, or change its values");
  add_change_flags(*app, flags->change, "upgrade");
  add_reuse_flags(*app, *flags);
  add_flag(*app, {"-i,--install", "", "install when there is no Traffic Manager yet"},
           flags->upgrade.install);
  add_flag(*app, {"--force", "", "begin it also when rights to finish it are missing"},
           flags->upgrade.force);
  const auto run = [flags](Session& session, const std::vector<std::string>& extra) {
    const auto report =
        commands::upgrade({change_request(flags->change, extra), flags->upgrade}, session.world());
    show_change(session, report, flags->change.format);
  };
  return {
      app,
      {"helm telepresence upgrade", "helm telepresence upgrade --reuse-values --set logLevel=debug",
       "helm telepresence upgrade --reset-values -f values.yaml",
       "helm telepresence upgrade --install -n staging"},
      run,
      true};
}

}  // namespace telepresence::cli
