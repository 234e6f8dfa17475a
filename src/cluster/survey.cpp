#include "cluster/survey.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/objects.hpp"
#include "cluster/probe.hpp"

namespace telepresence::cluster {
namespace {

std::optional<GitopsOwner> owner_in(const Printed& owner) {
  if (owner.keys().empty()) return std::nullopt;
  return GitopsOwner{owner.text("tool"), owner.text("kind"), owner.text("name"),
                     owner.text("namespace")};
}

Survey parse_survey(const Printed& found) {
  Survey survey;
  survey.values = found["values"].value();
  for (const auto& manager : found.items("managers")) {
    survey.managers.push_back({manager.text("webhook"), manager.text("namespace"),
                               manager.texts("namespaces"), owner_in(manager["owner"])});
  }
  for (const auto& seen : found.items("namespaces")) {
    survey.namespaces.push_back(
        {seen.text("name"),
         from_word<NamespaceState>(seen.text("state")).value_or(NamespaceState::active),
         seen.text("podSecurity")});
  }
  for (const auto& claim : found.items("claims")) {
    survey.claims.push_back({claim.text("namespace"), claim.text("owner")});
  }
  for (const auto& object : found.items("owned")) {
    survey.owned.push_back({object.text("kind"), object.text("name"), object.text("namespace"),
                            owner_in(object["owner"]).value_or(GitopsOwner{})});
  }
  survey.agent_owner = found.text("agentOwner");
  survey.lacks_cert_manager = found.truth("lacksCertManager");
  return survey;
}

}  // namespace

std::string GitopsOwner::to_string() const {
  return fmt::format("{} ({})", name_of(kind, name, object_namespace), tool);
}

bool Survey::has_webhook_of(const std::string& manager_namespace) const {
  return std::ranges::find(managers, manager_namespace, &ManagerScope::manager_namespace) !=
         managers.end();
}

Look<Survey> survey_for(const std::string& release_namespace, const helm::Arguments& values,
                        const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::survey, release_namespace);
  // Before the probe's own, which win.
  reading.arguments.insert(reading.arguments.begin() + 3, values.begin(), values.end());
  reading.doing = "look for the Traffic Managers of the cluster";
  return Look<Survey>({std::move(reading), [](const std::string& helm_output) {
                         return parse_survey(probe_report(helm_output)["survey"]);
                       }});
}

}  // namespace telepresence::cluster
