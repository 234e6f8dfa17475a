#include "cli/subcommand.hpp"

#include "cli/flags/basic.hpp"

namespace telepresence::cli {

std::vector<Subcommand> add_subcommands(CLI::App& root) {
  std::vector<Subcommand> all = {add_install(root), add_upgrade(root), add_uninstall(root),
                                 add_repair(root),  add_status(root),  add_list(root),
                                 add_check(root),   add_values(root),  add_diff(root),
                                 add_rbac(root),    add_version(root)};
  const auto add = [&all](CLI::App& group, const auto&... add_each) {
    (all.push_back(add_each(group)), ...);
  };
  add(*add_command(root, "chart", "List, fetch, show and check charts, without a cluster"),
      add_chart_list, add_chart_pull, add_chart_show, add_chart_verify);
  add(*add_command(root, "kubeconfig",
                   "Show and change where clients look for the Traffic Manager"),
      add_kubeconfig_show, add_kubeconfig_set, add_kubeconfig_unset, add_kubeconfig_migrate);
  return all;
}

}  // namespace telepresence::cli
