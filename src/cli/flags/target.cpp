#include "cli/flags/target.hpp"

#include <CLI/CLI.hpp>

#include "cli/flags/words.hpp"

namespace telepresence::cli {

void add_target_flags(CLI::App& app, release::TargetRequest& target) {
  app.add_option("-n,--namespace", target.namespace_flag,
                 "namespace of the Traffic Manager, e.g. -n staging")
      ->type_name("NAME");
  app.add_option("--manager-namespace", target.manager_namespace,
                 "the same, as the telepresence client calls it; wins over -n, "
                 "e.g. --manager-namespace staging")
      ->type_name("NAME");
}

void add_extension_flag(CLI::App& app, bool& extension) {
  add_switch(app, "--kubeconfig-extension", extension,
             "keep the kubeconfig's telepresence.io extension up to date, so that clients find the "
             "Traffic Manager; on by default, e.g. --kubeconfig-extension=false");
}

}  // namespace telepresence::cli
