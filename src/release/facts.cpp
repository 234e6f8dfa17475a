#include "release/facts.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "cluster/objects.hpp"
#include "cluster/releases.hpp"
#include "cluster/rendered.hpp"
#include "release/left_overs.hpp"
#include "release/permissions.hpp"
#include "release/scratch.hpp"
#include "util/error.hpp"
#include "yaml/at.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using Path = std::initializer_list<std::string_view>;

// What is recorded of the release that is there.
struct Former {
  std::string values;                   // YAML
  std::optional<std::string> manifest;  // where the rights are asked for
};

// What is made of values that are not known is not known either.
bool asks_for_rights(const Plan& plan, const Tools& tools) {
  return tools.kubectl && !plan.force && plan.options.helm.read_once().empty();
}

// Of an upgrade. Throws where there is none that could be upgraded.
std::optional<Former> former_of(const Plan& plan, const Tools& tools) {
  if (plan.operation == Operation::install) return std::nullopt;
  const auto& in = plan.target.manager_namespace;
  const auto& tick = tools.progress.tick;
  cluster::Answer<std::string> values;
  cluster::Answer<cluster::Recorded> recorded;
  if (asks_for_rights(plan, tools)) {
    std::tie(values, recorded) =
        cluster::ask(tools.helm, tick, cluster::values_of(in), cluster::recorded_of(in));
  } else {
    values = cluster::ask_one(tools.helm, tick, cluster::values_of(in));
  }
  if (plan.may_install && !values.value) return std::nullopt;
  Former former{values.get(), std::nullopt};
  if (recorded.value) former.manifest = recorded.value->manifest;
  return former;
}

std::vector<std::string> texts_in(const yaml::Value& list) {
  std::vector<std::string> texts;
  for (const auto& item : list.items()) texts.emplace_back(item.scalar());
  return texts;
}

std::vector<std::string> managed_by(const Former& former) {
  constexpr std::size_t largest = 16UL << 20U;
  const auto values = yaml::parse(former.values, "helm get values", largest);
  const auto& rbac = values["managerRbac"];
  if (!rbac["namespaced"].is_true()) return {};
  return texts_in(rbac["namespaces"]);
}

// The user's values, as flags for another run of helm.
struct Given {
  helm::Arguments flags;
  bool is_complete = true;
};

Given values_given(const Plan& plan, const std::optional<Former>& former, const Scratch& scratch) {
  Given given;
  if (former && plan.reuse_mode != helm::ReuseMode::reset) {
    given.flags = {"--values", scratch.write("former-values.yaml", former->values).string()};
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

void take_survey(Facts& facts, const cluster::Look<cluster::Survey>& look,
                 const cluster::Answer<cluster::Survey>& survey, const Tools& tools) {
  facts.survey = survey.get();
  facts.not_read = look.left_out();
  if (facts.values_are_known) tell_gone(facts, tools);
}

bool lacks_namespace(const Facts& facts) {
  return std::ranges::any_of(facts.survey.namespaces, [&](const cluster::NamespaceSeen& seen) {
    return seen.name == facts.manager_namespace && seen.state == cluster::NamespaceState::missing;
  });
}

// How an upgrade is applied depends on the revision before.
bool is_applied_by_server(const Plan& plan, const Version& helm) {
  const auto& extra = plan.options.helm.extra;
  return plan.operation == Operation::install && helm.major >= 4 &&
         std::ranges::find(extra, "--server-side=false") == extra.end();
}

Making making_of(const Plan& plan, const Facts& facts, const std::optional<Former>& former,
                 const Version& helm) {
  return {facts.manager_namespace, former ? *former->manifest : "",
          is_applied_by_server(plan, helm), facts.creates_namespace, lacks_namespace(facts)};
}

// None where it cannot be told: not to know is no reason to refuse, nor is YAML that helm alone can
// read.
cluster::Lacking lacking_rights(const std::string& manifest, const Making& making,
                                const Scratch& scratch, const Tools& tools) {
  try {
    const auto wanted = rights_to_make(manifest, making);
    auto lacking =
        cluster::lacking(wanted.all(), *tools.kubectl, scratch.path(), tools.progress.tick)
            .value_or(cluster::Lacking{});
    lacking.rights = wanted.missing(lacking.rights);
    return lacking;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return {};
  }
}

}  // namespace

const yaml::Value& Facts::value(Path path) const {
  const auto& own = yaml::at(survey.values, path);
  return own ? own : yaml::at(chart.defaults, path);
}

std::vector<std::string> Facts::texts(Path path) const { return texts_in(value(path)); }

std::vector<std::string> Facts::managed() const {
  if (!value({"managerRbac", "namespaced"}).is_true()) return {};
  return texts({"managerRbac", "namespaces"});
}

Facts gather_facts(const Plan& plan, const Tools& tools) {
  const Scratch scratch(tools.scratch);
  const auto& tick = tools.progress.tick;
  const auto former = former_of(plan, tools);
  const auto given = values_given(plan, former, scratch);
  Facts facts;
  facts.manager_namespace = plan.target.manager_namespace;
  facts.creates_namespace = plan.options.helm.create_namespace;
  facts.values_are_known = given.is_complete;
  facts.keeps_values = former && plan.reuse_mode != helm::ReuseMode::reset;
  if (former && !facts.keeps_values) facts.managed_before = managed_by(*former);
  facts.chart = chart::read_value_sources(plan.chart);
  auto look = cluster::survey_for(facts.manager_namespace, given.flags, tools.probe_chart);
  if (!asks_for_rights(plan, tools) || (former && !former->manifest)) {
    take_survey(facts, look, cluster::ask_one(tools.helm, tick, look), tools);
    return facts;
  }
  auto [survey, rendered] =
      cluster::ask(tools.helm, tick, look.question(),
                   cluster::rendered(plan.chart, facts.manager_namespace, given.flags));
  cluster::ask_on(tools.helm, tick, look, survey);
  take_survey(facts, look, survey, tools);
  // What cannot be rendered is for helm to say.
  if (rendered.value) {
    const auto making = making_of(plan, facts, former, tools.helm.binary().version);
    facts.lacking = lacking_rights(*rendered.value, making, scratch, tools);
  }
  return facts;
}

Facts gather_facts_of_release(const Target& target, const std::string& values,
                              chart::ValueSources chart, const Tools& tools) {
  const Scratch scratch(tools.scratch);
  Facts facts;
  facts.manager_namespace = target.manager_namespace;
  facts.chart = std::move(chart);
  auto look = cluster::survey_for(facts.manager_namespace,
                                  {"--values", scratch.write("values.yaml", values).string()},
                                  tools.probe_chart);
  take_survey(facts, look, cluster::ask_one(tools.helm, tools.progress.tick, look), tools);
  return facts;
}

}  // namespace telepresence::release
