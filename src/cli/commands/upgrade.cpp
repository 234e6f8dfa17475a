// `helm telepresence upgrade`
#include "commands/upgrade.hpp"

#include <memory>

#include "cli/commands/change.hpp"
#include "cli/flags/basic.hpp"
#include "cli/flags/values.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {
namespace {

struct Flags {
  ChangeFlags change;
  release::UpgradeSettings upgrade;
};

}  // namespace

Subcommand add_upgrade(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "upgrade", "Upgrade the Traffic Manager, or change its values");
  add_change_flags(*app, flags->change, "upgrade");
  add_reuse_flags(*app, flags->upgrade.reuse_mode);
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
