#include "release/facts.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "cluster/releases.hpp"
#include "release/left_overs.hpp"
#include "release/scratch.hpp"

namespace telepresence::release {
namespace {

using Path = std::initializer_list<std::string_view>;

const yaml::Value& at(const yaml::Value& values, Path path) {
  const auto* value = &values;
  for (const auto key : path) value = &(*value)[key];
  return *value;
}

// Those that the release has, of an upgrade. Throws where there is none that could be upgraded.
std::optional<std::string> former_values(const Plan& plan, const Tools& tools) {
  if (plan.operation == Operation::install) return std::nullopt;
  const auto former = cluster::ask_one(tools.helm, tools.progress.tick,
                                       cluster::values_of(plan.target.manager_namespace));
  return plan.may_install ? former.value : former.get();
}

// The user's values, as flags for another run of helm.
struct Given {
  helm::Arguments flags;
  bool is_complete = true;
};

Given values_given(const Plan& plan, const Scratch& scratch, const Tools& tools) {
  Given given;
  const auto former = former_values(plan, tools);
  if (former && plan.reuse_mode != helm::ReuseMode::reset) {
    given.flags = {"--values", scratch.write("former-values.yaml", *former).string()};
  }
  given.is_complete = plan.options.helm.read_once().empty();
  if (given.is_complete) {
    const auto flags = helm::value_flags(plan.options.helm);
    given.flags.insert(given.flags.end(), flags.begin(), flags.end());
  }
  return given;
}

bool overlap(const std::vector<std::string>& some, const std::vector<std::string>& others) {
  return std::ranges::any_of(some, [&](const std::string& name) {
    return std::ranges::find(others, name) != others.end();
  });
}

// Of those that would be in the way it is asked whether they live: a webhook may be all that is
// left.
void tell_gone(Facts& facts, const Tools& tools) {
  const auto managed = facts.managed();
  std::erase_if(facts.survey.managers, [&](const cluster::ManagerScope& manager) {
    const bool is_in_the_way =
        manager.is_global() || managed.empty() || overlap(manager.namespaces, managed);
    if (!is_in_the_way || manager.manager_namespace == facts.manager_namespace) return false;
    const auto& one = manager.namespaces;
    auto left = left_overs_of(manager.manager_namespace, one.empty() ? "" : one.front(), tools);
    if (left.objects.empty()) return false;
    facts.gone.push_back({manager, std::move(left.objects)});
    return true;
  });
}

void add_survey(Facts& facts, const helm::Arguments& values, const Tools& tools) {
  auto look = cluster::survey_for(facts.manager_namespace, values, tools.probe_chart);
  facts.survey = cluster::ask_one(tools.helm, tools.progress.tick, look).get();
  facts.not_read = look.left_out();
  if (facts.values_are_known) tell_gone(facts, tools);
}

}  // namespace

const yaml::Value& Facts::value(Path path) const {
  const auto& own = at(survey.values, path);
  return own ? own : at(chart.defaults, path);
}

std::vector<std::string> Facts::texts(Path path) const {
  std::vector<std::string> texts;
  for (const auto& item : value(path).items()) texts.emplace_back(item.scalar());
  return texts;
}

std::vector<std::string> Facts::managed() const {
  if (!value({"managerRbac", "namespaced"}).is_true()) return {};
  return texts({"managerRbac", "namespaces"});
}

Facts gather_facts(const Plan& plan, const Tools& tools) {
  const Scratch scratch(tools.scratch);
  const auto given = values_given(plan, scratch, tools);
  Facts facts;
  facts.manager_namespace = plan.target.manager_namespace;
  facts.creates_namespace = plan.options.helm.create_namespace;
  facts.values_are_known = given.is_complete;
  facts.chart = chart::read_value_sources(plan.chart);
  add_survey(facts, given.flags, tools);
  return facts;
}

Facts gather_facts_of_release(const Target& target, const std::string& values,
                              chart::ValueSources chart, const Tools& tools) {
  const Scratch scratch(tools.scratch);
  Facts facts;
  facts.manager_namespace = target.manager_namespace;
  facts.chart = std::move(chart);
  add_survey(facts, {"--values", scratch.write("values.yaml", values).string()}, tools);
  return facts;
}

}  // namespace telepresence::release
