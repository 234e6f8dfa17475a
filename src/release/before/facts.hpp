// What is known of the cluster, the values and the chart before something is changed.
#pragma once

#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "chart/edition.hpp"
#include "chart/known_values.hpp"
#include "chart/metadata.hpp"
#include "cluster/objects.hpp"
#include "cluster/releases.hpp"
#include "cluster/survey.hpp"
#include "release/before/rehearse.hpp"
#include "release/plan.hpp"
#include "release/tools.hpp"
#include "yaml/value.hpp"

namespace telepresence::release {

// A Traffic Manager that is gone without an uninstall, and what it left.
struct GoneManager {
  cluster::ManagerScope scope;
  std::vector<cluster::LiveObject> left;
};

struct Facts {
  std::string manager_namespace;
  bool creates_namespace = true;  // where it is missing
  // Without them nothing is known of what the release will be: they are read from a pipe.
  bool values_are_known = true;
  bool is_there = false;   // a release that the change builds on
  cluster::Survey survey;  // its managers live, as far as can be told
  // The charts of the releases of those that would be in the way, by namespace: "2.18.1".
  std::map<std::string, std::string> chart_versions;
  std::vector<GoneManager> gone;  // of those that would be in the way
  // The namespaces of those that live without a webhook, as far as claims tell of them.
  std::vector<std::string> without_webhook;
  // Of those that only their claims tell of: why nobody can tell whether they live, by namespace.
  std::map<std::string, std::string> in_doubt;
  chart::ValueSources chart;  // empty where the chart is not at hand
  // That of the release that is there, where its edition counts.
  std::optional<chart::Metadata> former_chart;
  // What the user may not read, "list mutatingwebhookconfigurations".
  std::vector<std::string> not_read;
  Objections objections;
  std::string not_rehearsed;  // why nobody was asked for objections, though that was to be; or ""
  std::string not_rendered;   // why helm could make no objects of the chart, as it will say; or ""
  bool keeps_values = false;  // those of the release that is there
  // The namespaces that it manages by values that are not kept.
  std::vector<std::string> managed_before;

  // What the chart will be rendered with: the user's value, else the chart's own.
  const yaml::Value& value(std::initializer_list<std::string_view> path) const;
  // Of a list; none where it is no list.
  std::vector<std::string> texts(std::initializer_list<std::string_view> path) const;

  // Which one the chart is made for; nothing when it serves both, or is not at hand.
  std::optional<chart::Edition> edition() const;
  bool has_manager() const { return !value({"rbac", "only"}).is_true(); }
  // Whether it has an Ambassador Agent with roles of the whole cluster.
  bool has_agent_of_cluster() const;
  // What was not looked at, and why, a line each; but for what could not be rendered.
  std::vector<std::string> not_looked_at() const;
  // The namespaces that the Traffic Manager is to manage; none: the whole cluster.
  std::vector<std::string> managed() const;
};

// The chart that a release is of; nothing where its version is none.
std::optional<chart::Metadata> chart_of(const cluster::Release& release);

// Without it nobody can tell which Traffic Managers there are: one of Facts::not_read.
constexpr const char* list_webhooks = "list mutatingwebhookconfigurations";

// The ids of the Errors where the values cannot be read: those of the release that an upgrade
// builds on, and those that are given, of which helm will say the same.
constexpr const char* former_not_read = "release-not-read";
constexpr const char* given_not_read = "values-unreadable";

// `plan` is the one that would be carried out. Throws Error: cluster where nothing can be seen, or
// nothing is there to upgrade; input for a chart that cannot be read, interrupted.
Facts gather_facts(const Plan& plan, const Tools& tools);

// The same of a release that is there, whose values are `values` (YAML). Throws Error: cluster
// where nothing can be seen, interrupted.
Facts gather_facts_of_release(const Target& target, const std::string& values,
                              chart::ValueSources chart, const Tools& tools);

}  // namespace telepresence::release
