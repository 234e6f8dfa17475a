#include "release/before/facts.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "cluster/look.hpp"
#include "cluster/objects.hpp"
#include "cluster/releases.hpp"
#include "cluster/rendered.hpp"
#include "helm/messages.hpp"
#include "release/left_overs.hpp"
#include "release/manifest/manifest.hpp"
#include "release/scratch.hpp"
#include "release/state.hpp"
#include "util/error.hpp"
#include "util/text.hpp"
#include "yaml/at.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using Path = std::initializer_list<std::string_view>;

// What is recorded of the revision that an upgrade starts from.
struct Former {
  int revision = 0;                         // the deployed one below one that failed, 0: the newest
  std::string values;                       // YAML
  std::optional<cluster::Release> release;  // where it matters which one that is
  std::optional<std::string> manifest;      // where the rights are asked for
};

// What is made of values that are not known is not known either.
bool is_rehearsed(const Plan& plan, const Tools& tools) {
  return tools.kubectl && !plan.force && plan.options.helm.read_once().empty();
}

// Helm builds upon the revision that is deployed still, not upon one that failed after it.
void go_back_to_deployed(const std::vector<cluster::Revision>& history, const Target& target,
                         const Tools& tools, Former& former) {
  const int deployed = State{{}, history, {}}.deployed_revision();
  if (deployed == 0 || deployed == history.back().number) return;
  const auto& in = target.manager_namespace;
  const auto [values, manifest] =
      cluster::ask(tools.helm, tools.progress.tick, cluster::values_of(in, deployed),
                   cluster::manifest_of(in, deployed));
  former.revision = deployed;
  former.values = values.get();
  if (former.manifest) former.manifest = manifest.value;
}

// Of an upgrade; nothing where it would install. Throws where there is none that could be upgraded.
std::optional<Former> former_of(const Plan& plan, bool has_edition, const Tools& tools) {
  if (plan.operation == Operation::install) return std::nullopt;
  const auto& in = plan.target.manager_namespace;
  const auto& tick = tools.progress.tick;
  Former former;
  if (plan.may_install || has_edition) former.release = release_in(in, tools.helm, tick);
  if (former.release && former.release->is_uninstalled()) {
    // Helm installs where only a history was kept.
    if (plan.may_install) return std::nullopt;
    throw Error(ErrorKind::cluster, "the release was uninstalled", {}, "Error: release: not found");
  }
  cluster::Answer<std::string> values;
  cluster::Answer<cluster::Recorded> recorded;
  cluster::Answer<std::vector<cluster::Revision>> history;
  if (is_rehearsed(plan, tools)) {
    std::tie(values, recorded, history) =
        cluster::ask(tools.helm, tick, cluster::values_of(in), cluster::recorded_of(in),
                     cluster::history_in(in));
  } else {
    std::tie(values, history) =
        cluster::ask(tools.helm, tick, cluster::values_of(in), cluster::history_in(in));
  }
  if (plan.may_install && values.kind == helm::Failure::release_not_found) return std::nullopt;
  if (!values.value) {
    throw Error(ErrorKind::cluster, {former_not_read, Severity::error, {}, values.failure, {}},
                values.words);
  }
  former.values = *values.value;
  if (recorded.value) former.manifest = recorded.value->manifest;
  if (history.value) go_back_to_deployed(*history.value, plan.target, tools, former);
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
    auto left = left_overs_of(manager.manager_namespace, manager.namespaces, tools);
    if (!left.chart_version.empty()) {
      facts.chart_versions[manager.manager_namespace] = left.chart_version;
    }
    if (left.objects.empty()) return false;
    facts.gone.push_back({manager, std::move(left.objects)});
    return true;
  });
}

// The same of those that only their claims tell of.
void tell_gone_by_claims(Facts& facts, const Tools& tools) {
  std::map<std::string, std::vector<std::string>> claimed;  // by owner
  for (const auto& claim : facts.survey.claims) {
    const bool is_gone = std::ranges::any_of(facts.gone, [&](const GoneManager& one) {
      return one.scope.manager_namespace == claim.owner;
    });
    const bool is_told = is_gone || claim.owner == facts.manager_namespace ||
                         facts.survey.has_webhook_of(claim.owner);
    if (!is_told) claimed[claim.owner].push_back(claim.claimed);
  }
  for (const auto& [owner, namespaces] : claimed) {
    auto left = left_overs_of(owner, namespaces, tools);
    if (left.lives) facts.without_webhook.push_back(owner);
    if (!left.unknown.empty()) facts.in_doubt[owner] = left.unknown;
    if (left.objects.empty()) continue;
    facts.gone.push_back({{{}, owner, namespaces, {}}, std::move(left.objects)});
  }
}

void take_survey(Facts& facts, const cluster::Look<cluster::Survey>& look,
                 const cluster::Answer<cluster::Survey>& survey, const Tools& tools) {
  if (!survey.value) {
    // It is made with the user's values.
    const bool is_about_values = survey.kind == helm::Failure::values_unreadable ||
                                 survey.kind == helm::Failure::flag_unreadable;
    throw Error(ErrorKind::cluster,
                {is_about_values ? given_not_read : "", Severity::error, {}, survey.failure, {}},
                survey.words);
  }
  facts.survey = *survey.value;
  facts.not_read = look.left_out();
  if (!facts.values_are_known) return;
  tell_gone(facts, tools);
  tell_gone_by_claims(facts, tools);
}

bool lacks_namespace(const Facts& facts) {
  return std::ranges::any_of(facts.survey.namespaces, [&](const cluster::NamespaceSeen& seen) {
    return seen.name == facts.manager_namespace && seen.state == cluster::NamespaceState::missing;
  });
}

// --reuse-values keeps the defaults of the chart before as well: below the values given they stand
// in for the new chart's.
helm::Arguments on_old_defaults(helm::Arguments flags, const Target& target, int revision,
                                const Scratch& scratch, const Tools& tools) {
  const auto question = cluster::values_with_defaults_of(target.manager_namespace, revision);
  const auto kept = cluster::ask_one(tools.helm, tools.progress.tick, question);
  if (!kept.value) return flags;
  const auto file = scratch.write("former-values-and-defaults.yaml", *kept.value).string();
  flags.insert(flags.begin(), {"--values", file});
  return flags;
}

// What helm would make; nothing where that is not known. Why it cannot be rendered is for helm to
// say, but for the version of Kubernetes.
std::optional<Trial> trial_of(const Plan& plan, const helm::Arguments& values,
                              const std::optional<Former>& former, const Tools& tools,
                              Facts& facts) {
  const auto& in = facts.manager_namespace;
  const auto& options = plan.options.helm;
  // How an upgrade is applied depends on the revision before.
  const bool may_be_merged =
      tools.helm.binary().version.major >= 4 && options.server_side() != "false";
  Trial trial;
  trial.making.manager_namespace = in;
  trial.making.by_server = may_be_merged && !former;
  trial.making.creates_namespace = facts.creates_namespace;
  trial.making.record_kind = tools.helm.record_kind();
  trial.making.may_be_undone = plan.options.rollback_on_failure;
  trial.may_be_merged = may_be_merged && former && !options.forces_conflicts();
  trial.asks_version = static_cast<bool>(facts.chart.description["kubeVersion"]);
  auto flags = values;
  helm::append(flags, helm::post_renderer_flags(options.extra));
  const auto rendered =
      cluster::ask_one(tools.helm, tools.progress.tick, cluster::rendered(plan.chart, in, flags));
  facts.not_rendered = rendered.failure;
  text::append_line(facts.not_rendered, helm::without_log(rendered.words));
  if (!rendered.value && !trial.asks_version) return std::nullopt;
  try {
    trial.objects = objects_of(rendered.value.value_or(""), in);
    if (former) trial.making.recorded = objects_of(*former->manifest, in);
    return trial;
  } catch (const Error& error) {
    // There is YAML that helm alone can read.
    facts.not_rendered = error.what();
    return std::nullopt;
  }
}

}  // namespace

const yaml::Value& Facts::value(Path path) const {
  const auto& own = yaml::at(survey.values, path);
  return own ? own : yaml::at(chart.defaults, path);
}

std::optional<chart::Edition> Facts::edition() const {
  const auto version = Version::parse(chart.description["version"].scalar());
  if (!version) return std::nullopt;
  return chart::edition_of({std::string(chart.description["name"].scalar()), *version, {}});
}

bool Facts::has_agent_of_cluster() const {
  constexpr const char* name = "ambassador-agent";
  // What is not said is on.
  const auto& enabled = value({name, "enabled"});
  const bool is_off = enabled.kind() == yaml::Value::Kind::literal && !enabled.is_true();
  return has_manager() && !is_off &&
         std::ranges::find(chart.subcharts, name) != chart.subcharts.end() &&
         texts({name, "rbac", "namespaces"}).empty();
}

std::vector<std::string> Facts::not_looked_at() const {
  std::vector<std::string> lines;
  for (const auto& look_up : not_read) {
    const bool is_about_agent = look_up == "get clusterroles";
    if (!is_about_agent || has_agent_of_cluster()) lines.push_back("no right to " + look_up);
  }
  if (!values_are_known) lines.emplace_back("the values, which are read from a pipe");
  if (!not_rehearsed.empty()) {
    lines.push_back("what the API server says of the objects: " + not_rehearsed);
  }
  return lines;
}

std::vector<std::string> Facts::texts(Path path) const { return texts_in(value(path)); }

std::vector<std::string> Facts::managed() const {
  if (!value({"managerRbac", "namespaced"}).is_true()) return {};
  return texts({"managerRbac", "namespaces"});
}

std::optional<chart::Metadata> chart_of(const cluster::Release& release) {
  const auto version = Version::parse(release.chart_version);
  if (!version) return std::nullopt;
  return chart::Metadata{release.chart, *version, release.app_version};
}

Facts gather_facts(const Plan& plan, const Tools& tools) {
  const Scratch scratch(tools.scratch);
  const auto& tick = tools.progress.tick;
  Facts facts;
  facts.manager_namespace = plan.target.manager_namespace;
  facts.creates_namespace = plan.options.helm.create_namespace;
  facts.chart = chart::read_value_sources(plan.chart);
  const auto former = former_of(plan, facts.edition().has_value(), tools);
  if (former && former->release) facts.former_chart = chart_of(*former->release);
  facts.is_there = former.has_value();
  const auto given = values_given(plan, former, scratch);
  facts.values_are_known = given.is_complete;
  facts.keeps_values = former && plan.reuse_mode != helm::ReuseMode::reset;
  if (former && !facts.keeps_values) facts.managed_before = managed_by(*former);
  auto look = cluster::survey_for(facts.manager_namespace, given.flags, tools.probe_chart);
  if (!is_rehearsed(plan, tools) || (former && !former->manifest)) {
    take_survey(facts, look, cluster::ask_one(tools.helm, tick, look), tools);
    return facts;
  }
  // All of these go on while helm renders, and the rehearsal while the survey does.
  cluster::Access access(*tools.kubectl, scratch.path());
  cluster::LookBeside surveying(tools.helm, look);
  cluster::Rehearsal rehearsal(*tools.kubectl);
  const bool keeps_defaults = former && plan.reuse_mode == helm::ReuseMode::reuse;
  const auto values =
      keeps_defaults ? on_old_defaults(given.flags, plan.target, former->revision, scratch, tools)
                     : given.flags;
  auto trial = trial_of(plan, values, former, tools, facts);
  if (trial) begin(rehearsal, *trial, scratch);
  take_survey(facts, look, surveying.answer(tick), tools);
  if (!trial) return facts;
  trial->making.lacks_namespace = lacks_namespace(facts);
  try {
    facts.objections = objections_to(*trial, access, rehearsal, tools);
  } catch (const Error& error) {
    // Not to know is no reason to refuse.
    if (error.kind() == ErrorKind::interrupted) throw;
    facts.not_rehearsed = error.what();
  }
  return facts;
}

Facts gather_facts_of_release(const Target& target, const std::string& values,
                              chart::ValueSources chart, const Tools& tools) {
  const Scratch scratch(tools.scratch);
  Facts facts;
  facts.manager_namespace = target.manager_namespace;
  facts.is_there = true;
  facts.chart = std::move(chart);
  auto look = cluster::survey_for(facts.manager_namespace,
                                  {"--values", scratch.write("values.yaml", values).string()},
                                  tools.probe_chart);
  take_survey(facts, look, cluster::ask_one(tools.helm, tools.progress.tick, look), tools);
  return facts;
}

}  // namespace telepresence::release
