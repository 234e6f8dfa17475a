#include "commands/check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "chart/metadata.hpp"
#include "helm/messages.hpp"
#include "platform/interrupt.hpp"
#include "release/before/checks.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/extension.hpp"
#include "release/health/release_state.hpp"
#include "release/manifest/manifest.hpp"
#include "release/repair_options.hpp"
#include "release/scratch.hpp"
#include "release/state.hpp"
#include "release/watch/injector_check.hpp"
#include "supply/fit.hpp"
#include "util/plugin_version.hpp"
#include "util/product.hpp"
#include "util/text.hpp"

namespace telepresence::commands {
namespace {

using release::Check;
using release::Section;

Section check_programs(const release::Tools& tools) {
  Section section{"helm and plugin", {}};
  section.checks.push_back(release::good("helm is " + tools.helm.binary().version_text));
  section.checks.push_back(release::good("the plugin is " + plugin_version()));
  section.checks.push_back(tools.kubectl
                               ? release::good("kubectl is there, for what helm cannot ask")
                               : release::unknown("without kubectl some things are not looked at"));
  return section;
}

// `chart`: that of `what`, "Traffic Manager" or "chart", where there is one.
Section check_client(const std::optional<supply::TelepresenceClient>& client,
                     const std::optional<chart::Metadata>& chart, const std::string& what,
                     const release::Target& target) {
  Section section{"client", {}};
  auto& checks = section.checks;
  if (!client) {
    checks.push_back(release::unknown("no telepresence on PATH"));
    return section;
  }
  const auto app_version = chart ? chart->app_version : "";
  const auto problem = supply::version_problem(what, app_version, client,
                                               release::plugin_command(target, {"upgrade"}));
  if (problem) {
    checks.push_back(release::found(*problem));
  } else if (client->version) {
    checks.push_back(release::good(
        app_version.empty()
            ? fmt::format("telepresence is {}", client->version_text())
            : fmt::format("telepresence is {}, as the {}", client->version_text(), what)));
  } else {
    checks.push_back(release::unknown(client->path + " did not report its version"));
  }
  const auto other = chart ? supply::edition_problem(what, *chart, client) : std::nullopt;
  if (other) checks.push_back(release::found(*other));
  return section;
}

Section check_kubeconfig(const release::LocatedTarget& located) {
  Section section{"kubeconfig", {}};
  const auto& in = located.target.manager_namespace;
  if (release::clients_look_there(located)) {
    section.checks.push_back(
        release::good(fmt::format("clients look for the Traffic Manager in namespace {}", in)));
  } else {
    section.checks.push_back(release::found(
        {"clients-look-elsewhere", Severity::warning, located.kubeconfig.cluster_file.string(),
         fmt::format("clients look for the Traffic Manager in namespace {}, not in {}",
                     release::namespace_of_clients(located), in),
         "To tell them: " + release::plugin_command(located.target, {"kubeconfig", "set"})}));
  }
  return section;
}

// Of the chart that the plugin carries, where it is the release's.
chart::ValueSources value_sources(const cluster::Release& of, const World& world) {
  const auto& bundled = world.charts().bundled;
  if (chart::read_metadata(bundled).version.to_string() != of.chart_version) return {};
  return chart::read_value_sources(bundled);
}

// An upgrade would take the chart of the client's version, or the bundled one.
helm::Arguments flags_for_the_chart_of(const cluster::Release& release,
                                       const std::optional<supply::TelepresenceClient>& client,
                                       const World& world) {
  const auto taken = client && client->version
                         ? client->version_text()
                         : chart::read_metadata(world.charts().bundled).version.to_string();
  if (release.chart_version == taken) return {};
  return {"--version", release.chart_version, "--version-check", "off"};
}

template <typename T>
cluster::Answer<T> attempt(const std::function<T()>& ask) {
  try {
    return {ask(), {}, {}};
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return {std::nullopt, error.what(), {}};
  }
}

cluster::Answer<cluster::Existing> objects_of(const std::string& in,
                                              const cluster::Answer<cluster::Recorded>& recorded,
                                              const release::Tools& tools) {
  if (!recorded.value) return {std::nullopt, recorded.failure, recorded.words};
  const release::Scratch scratch(tools.scratch);
  const auto manifest = scratch.write("manifest.yaml", recorded.value->manifest);
  auto look = cluster::existing_objects(
      in, {manifest, {}}, cluster::Contents::of_roles_and_workloads, tools.probe_chart);
  return cluster::ask_one(tools.helm, tools.progress.tick, look);
}

// A manifest that helm did not apply to its end says nothing of what others changed.
void add_drift(release::Health& health, const std::string& manifest, const release::Tools& tools) {
  if (health.release.status != "deployed" || !health.objects.value) return;
  const auto& release = health.release;
  const auto& in = release.release_namespace;
  auto drift = attempt<release::Drift>(
      [&] { return release::drift_of(release::objects_of(manifest, in), *health.objects.value); });
  health.drift = std::move(drift.value);
  if (!health.drift || !health.drift->is_any()) return;
  health.apply = release::apply_method(in, release.revision, tools.helm);
}

void add_injector(release::Health& health, const release::Target& target,
                  const release::Tools& tools) {
  if (!health.manager.value) return;
  const auto* manager = health.manager.value->rollout.manager();
  if (manager == nullptr) return;
  const auto& injector = health.manager.value->agents.injector;
  health.injector = release::ask_injector_of(
      *manager, injector, Version::parse(health.release.chart_version), target, tools);
  if (health.injector) {
    health.injector_finding = release::injector_unreachable(*health.injector, injector, target,
                                                            tools, health.chart_flags);
  }
}

Section check_release(const cluster::Release& newest, const release::Target& target) {
  return {"release", {release::check_state(newest, target, now())}};
}

Section not_there(const release::Target& target, const release::Tools& tools) {
  auto finding = release::manager_missing(tools, target, {"check"}).finding();
  if (finding.remedy.empty()) {
    finding.remedy = "To install one: " + release::plugin_command(target, {"install"});
  }
  return {"release", {release::found(std::move(finding))}};
}

// Where nobody tells which releases there are.
Finding unread(const cluster::Answer<std::vector<cluster::Release>>& releases,
               const release::Target& target) {
  if (releases.kind == helm::Failure::forbidden) {
    return {"rights-missing",
            Severity::error,
            {},
            releases.failure,
            "What it takes, for an admin to give: " + release::rights_command(target)};
  }
  // The address is in helm's words alone.
  auto remedy = helm::without_log(releases.words);
  text::append_line(remedy, "To see which cluster that is: " +
                                release::plugin_command(target, {"kubeconfig", "show"}));
  return {"cluster-unreachable", Severity::error, {}, releases.failure, std::move(remedy)};
}

// Of one that was uninstalled the history may have been kept.
bool is_gone(const std::optional<cluster::Release>& newest) {
  return !newest || newest->is_uninstalled();
}

CheckReport look(const release::LocatedTarget& located, const release::Tools& tools,
                 const World& world) {
  const auto& target = located.target;
  const auto& in = target.manager_namespace;
  const auto& tick = tools.progress.tick;
  auto whole = cluster::manager_in(in, cluster::Certificate::yes, tools.probe_chart);
  auto [releases, manager, recorded, values] =
      cluster::ask(tools.helm, tick, cluster::releases_in(in), whole.question(),
                   cluster::recorded_of(in), cluster::values_of(in));
  const auto client = supply::find_telepresence_client(world.environment());
  CheckReport report{target, {check_programs(tools)}, {}};
  auto& sections = report.sections;
  if (!releases.value) {
    sections.push_back(check_client(client, std::nullopt, "Traffic Manager", target));
    sections.push_back(check_kubeconfig(located));
    sections.push_back({"release", {release::found(unread(releases, target))}});
    return report;
  }
  const auto newest = release::newest_of(releases, target);
  if (is_gone(newest)) {
    sections.push_back(check_client(client, std::nullopt, "Traffic Manager", target));
    sections.push_back(!newest ? not_there(target, tools) : check_release(*newest, target));
    return report;
  }
  release::Health health;
  health.release = *newest;
  health.chart_flags = flags_for_the_chart_of(*newest, client, world);
  health.now = now();
  cluster::ask_on(tools.helm, tick, whole, manager);
  health.manager = std::move(manager);
  health.not_looked_at = whole.left_out();
  health.objects = objects_of(in, recorded, tools);
  if (recorded.value) add_drift(health, recorded.value->manifest, tools);
  health.facts = attempt<release::Facts>([&, &values = values] {
    return release::gather_facts_of_release(target, values.get(),
                                            value_sources(health.release, world), tools);
  });
  add_injector(health, target, tools);

  sections.push_back(
      check_client(client, release::chart_of(health.release), "Traffic Manager", target));
  sections.push_back(check_kubeconfig(located));
  for (auto& section : release::judge(health, target)) sections.push_back(std::move(section));
  return report;
}

Section check_chart(const supply::ObtainedChart& chart) {
  Section section{"chart", {}};
  section.checks.push_back(release::good(fmt::format(
      "chart {} {}, {}", chart.metadata.name, chart.metadata.version.to_string(), chart.origin)));
  if (const auto fallback = fallback_of(chart)) {
    section.checks.push_back(release::found(*fallback));
  }
  return section;
}

bool is_found(const Check& check, Severity severity) {
  return !check.is_good && check.finding.severity == severity;
}

std::vector<std::string> errors_in(const CheckReport& report) {
  std::vector<std::string> errors;
  for (const auto& section : report.sections) {
    for (const auto& check : section.checks) {
      if (is_found(check, Severity::error)) errors.push_back(check.finding.text);
    }
  }
  return errors;
}

template <typename Count>
std::size_t count(const std::vector<Section>& sections, const Count& counts) {
  std::size_t number = 0;
  for (const auto& section : sections) {
    number += static_cast<std::size_t>(std::ranges::count_if(section.checks, counts));
  }
  return number;
}

}  // namespace

std::size_t CheckReport::checks() const {
  return count(sections, [](const Check&) { return true; });
}

std::size_t CheckReport::good() const {
  return count(sections, [](const Check& check) { return check.is_good; });
}

std::size_t CheckReport::found(Severity severity) const {
  return count(sections, [severity](const Check& check) { return is_found(check, severity); });
}

CheckReport check(const release::TargetRequest& request, std::chrono::milliseconds limit,
                  World& world) {
  constexpr std::chrono::seconds between_looks{2};
  const auto located = release::locate_target(request, world.environment(), world.caller());
  const auto tools = world.release_tools(located.connection);
  const auto end = std::chrono::steady_clock::now() + limit;
  tools.progress.step(fmt::format("Checking the Traffic Manager in namespace {}",
                                  located.target.manager_namespace));
  while (true) {
    auto report = look(located, tools, world);
    if (report.passed() || std::chrono::steady_clock::now() + between_looks > end) return report;
    tools.progress.standing({errors_in(report), {}});
    platform::pause(between_looks, tools.progress.tick);
  }
}

CheckReport check_before(const ChangeRequest& request, World& world) {
  const auto located = release::locate_target(request.target, world.environment(), world.caller());
  const auto& target = located.target;
  const auto tools = world.release_tools(located.connection);
  const auto chart = supply::obtain_chart(request.chart, world.supply_tools());
  world.progress().step("Looking at the cluster");
  const auto releases = cluster::ask_one(tools.helm, tools.progress.tick,
                                         cluster::releases_in(target.manager_namespace));
  const auto newest = release::newest_of(releases, target);
  const auto& helm = tools.helm.binary().version;
  const auto plan =
      is_gone(newest)
          ? release::plan_install(request.options, target, chart.path.string(), helm)
          : release::plan_upgrade(request.options, {}, target, chart.path.string(), helm);
  const auto facts = release::gather_facts(plan, tools);
  auto verdict = release::check(
      facts, {plan.operation, request.chart_flags, request.other_flags, request.options}, target);

  CheckReport report{target, {check_programs(tools)}, {}};
  report.sections.push_back(check_client(chart.client, chart.metadata, "chart", target));
  report.sections.push_back(check_chart(chart));
  if (newest) report.sections.push_back(check_release(*newest, target));
  Section cluster{"cluster", {}};
  for (auto& finding : verdict.findings) {
    cluster.checks.push_back(release::found(std::move(finding)));
  }
  for (const auto& line : facts.not_looked_at()) cluster.checks.push_back(release::unknown(line));
  if (!facts.not_rendered.empty()) cluster.checks.push_back(release::unknown(facts.not_rendered));
  const bool is_in_order = !newest || report.sections.back().checks.front().is_good;
  if (cluster.checks.empty() && is_in_order) {
    cluster.checks.push_back(
        release::good(fmt::format("nothing is in the way of an {} in namespace {}",
                                  to_word(plan.operation), target.manager_namespace)));
  }
  report.sections.push_back(std::move(cluster));
  report.corrected = std::move(verdict.corrected);
  return report;
}

}  // namespace telepresence::commands
