#include "cli/flags/target.hpp"

#include "cli/flags/basic.hpp"

namespace telepresence::cli {

void add_target_flags(CLI::App& app, release::TargetRequest& target) {
  add_value(app, {"-n,--namespace", "NAME", "namespace of the Traffic Manager, e.g. -n staging"},
            target.namespace_flag);
  add_value(app,
            {"--manager-namespace", "NAME",
             "the same, as the telepresence client calls it; wins over -n, "
             "e.g. --manager-namespace staging"},
            target.manager_namespace);
}

void add_extension_flag(CLI::App& app, bool& extension) {
  add_switch(
      app,
      {"--kubeconfig-extension", "",
       "keep the kubeconfig's telepresence.io extension up to date, so that clients find the "
       "Traffic Manager; on by default, e.g. --kubeconfig-extension=false"},
      extension);
}

}  // namespace telepresence::cli
