// `helm telepresence rbac`
#include "commands/rbac.hpp"

#include <memory>

#include "cli/flags/basic.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/target.hpp"
#include "cli/flags/values.hpp"
#include "cli/subcommand.hpp"

namespace telepresence::cli {

Subcommand add_rbac(CLI::App& root) {
  const auto request = std::make_shared<commands::RbacRequest>();
  auto* app = add_command(root, "rbac",
                          "Print the permissions that the chart gives, or that an install needs");
  add_target_flags(*app, request->target);
  add_flag(*app, {"--installer", "", "those that whoever installs, upgrades and uninstalls needs"},
           request->installer);
  add_repeated(
      *app,
      {"--installer-subject", "KIND:NAME",
       "give them to User:NAME, Group:NAME or ServiceAccount:NAMESPACE/NAME; may be "
       "repeated, e.g. --installer-subject Group:platform"},
      [request](const std::string& subject) {
        request->installer = true;
        request->installers.push_back(release::parse_subject("--installer-subject", subject));
      });
  add_value_flags(*app, request->values);
  add_short_forms(*app, request->short_forms);
  add_chart_flags(*app, request->chart);
  const auto run = [request](Session& session, const std::vector<std::string>& /*extra*/) {
    session.show_file(commands::rbac(*request, session.world()));
  };
  return {app,
          {"helm telepresence rbac -n dev --managed-namespaces dev,staging --client-subject "
           "Group:devs | kubectl apply -f -",
           "helm telepresence rbac --installer-subject User:jane | kubectl apply -f -"},
          run};
}

}  // namespace telepresence::cli
