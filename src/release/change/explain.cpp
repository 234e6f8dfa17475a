#include "release/change/explain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <optional>
#include <ranges>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cluster/objects.hpp"
#include "cluster/pods.hpp"
#include "cluster/releases.hpp"
#include "helm/messages.hpp"
#include "release/change/unread_values.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/left_overs.hpp"
#include "release/state.hpp"
#include "release/uninstall/repair.hpp"
#include "util/duration.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// What can be done with a release in this state (helm's word).
std::string remedy_for(const cluster::Release& release, const Target& target) {
  const auto uninstall = plugin_command(target, {"uninstall"});
  const auto& status = release.status;
  if (status.starts_with("pending-")) {
    return "Wait for its operation to end. If it was cut off and nothing runs any more:\nTo remove "
           "the release: " +
           uninstall;
  }
  if (status == "uninstalling") return "To finish its removal: " + uninstall;
  if (release.is_uninstalled()) {
    return "It was uninstalled with its history kept. To install it again: " +
           plugin_command(target, {"upgrade", "--install"});
  }
  if (status == "failed") {
    auto remedy = "To change it: " + plugin_command(target, {"upgrade"});
    // A later one is built upon the one that ran, not upon what failed.
    if (release.revision == 1) {
      remedy += "\nTo drop the values it failed with: " +
                plugin_command(target, {"upgrade", "--reset-values"});
    }
    return remedy + "\nTo remove it: " + uninstall;
  }
  return "To change it: " + plugin_command(target, {"upgrade"});
}

// Adds its state, and what can be done with it.
void add_release(const cluster::Release& release, const Target& target, Cause& cause) {
  cause.finding.text += fmt::format(" (chart {}, revision {}, {})", release.chart_version,
                                    release.revision, release.status);
  cause.finding.remedy = remedy_for(release, target);
  if (defect_of(release.status)) {
    text::append_line(cause.finding.remedy, "To repair it: " + plugin_command(target, {"repair"}));
  }
}

Cause release_exists(const helm::Client& helm, const Target& target) {
  auto found =
      cause(ErrorKind::conflict, "release-exists",
            fmt::format("namespace {} has a Traffic Manager already", target.manager_namespace),
            "To change it: " + plugin_command(target, {"upgrade"}));
  const auto release = release_in(target.manager_namespace, helm);
  if (release) add_release(*release, target, found);
  return found;
}

// Helm says the same when the other one has ended meanwhile.
Cause release_pending(const helm::Client& helm, const Target& target) {
  const auto release = release_in(target.manager_namespace, helm);
  const bool has_ended =
      release && !release->status.starts_with("pending-") && release->status != "uninstalling";
  const auto& in = target.manager_namespace;
  auto found = cause(
      ErrorKind::conflict, "release-pending",
      has_ended ? fmt::format("another operation has just changed the release in namespace {}", in)
                : fmt::format("another operation on the release in namespace {} has not ended", in),
      "Wait for it, and try again.");
  if (release) add_release(*release, target, found);
  return found;
}

Cause release_missing(const helm::Client& helm, const Target& target) {
  const auto& in = target.manager_namespace;
  if (const auto release = release_in(target.manager_namespace, helm)) {
    auto found =
        cause(ErrorKind::not_found, "release-missing",
              fmt::format("there is no Traffic Manager that can be upgraded in namespace {}", in));
    add_release(*release, target, found);
    return found;
  }
  auto remedy = hint_elsewhere(helm, target, {"upgrade"});
  if (remedy.empty()) remedy = "To install one: " + plugin_command(target, {"install"});
  return cause(ErrorKind::not_found, "release-missing",
               fmt::format("there is no Traffic Manager in namespace {}", in), remedy);
}

Cause namespace_missing(const Target& target, const std::string& missing) {
  return about("Namespace " + missing,
               cause(ErrorKind::not_found, "namespace-missing",
                     fmt::format("namespace {} does not exist", missing),
                     missing == target.manager_namespace
                         ? advice_on_own_namespace
                         : "Create it first, or take it out of managerRbac.namespaces."));
}

Cause namespace_claimed(const helm::TakenObject& claim) {
  const auto& managed = claim.object_namespace;
  return about(
      "ConfigMap traffic-manager-claim in " + managed,
      cause(ErrorKind::conflict, "namespace-claimed", text_of_claim(managed, claim.owner),
            fmt::format("Take {} out of managerRbac.namespaces, or uninstall the one in {}.",
                        managed, claim.owner)));
}

// Of one that is taken, or has fields that are.
template <typename Object>
std::string name_of(const Object& object) {
  return cluster::name_of(object.kind, object.name, object.object_namespace);
}

Cause object_exists(const helm::TakenObject& object) {
  const auto what = name_of(object);
  if (object.owner.empty()) {
    return about(what, cause(ErrorKind::conflict, "object-taken",
                             fmt::format("{} exists already, and no release owns it", what),
                             "Delete it, or let this release take it over, so that an uninstall "
                             "removes it: add `-- --take-ownership`."));
  }
  // Its cluster-wide roles have the same name wherever the release is.
  const bool is_agent = object.name.find("ambassador-agent") != std::string::npos;
  return about(what,
               cause(ErrorKind::conflict, "object-taken",
                     fmt::format("{} belongs to the release in namespace {}", what, object.owner),
                     is_agent ? advice_on_second_agent
                              : fmt::format("Uninstall the one in {}, or give it another "
                                            "name in the values.",
                                            object.owner)));
}

Cause object_left(const helm::TakenObject& object, const LeftOvers& left, const Target& target) {
  const auto what = name_of(object);
  return about(what,
               cause(ErrorKind::conflict, "object-orphaned",
                     fmt::format("{} was left by a Traffic Manager that is gone: namespace {} "
                                 "has no release {}",
                                 what, object.owner, release_name),
                     "To delete what it left:\n" + delete_commands(left.objects, target)));
}

// Of a Traffic Manager that is gone, of one that lives, of another release, or of nobody.
Cause object_taken(const helm::TakenObject& object, const Target& target, const Tools& tools) {
  auto found = object.is_claim() ? namespace_claimed(object) : object_exists(object);
  if (object.owner.empty()) return found;
  std::vector<std::string> managed;
  if (!object.object_namespace.empty()) managed.push_back(object.object_namespace);
  const auto left = left_overs_of(object.owner, managed, tools);
  const auto is_this = [what = name_of(object)](const cluster::LiveObject& one) {
    return one.to_string() == what;
  };
  if (std::ranges::any_of(left.objects, is_this)) {
    return object_left(object, left, target);
  }
  if (!left.unknown.empty()) {
    text::append_line(
        found.finding.remedy,
        fmt::format("Whether that one is still there is not known: {}.", left.unknown));
  }
  return found;
}

Cause field_conflict(const helm::FieldConflict& conflict) {
  const auto what = name_of(conflict);
  return about(
      what, cause(ErrorKind::conflict, "field-conflicts",
                  text_of_conflict(what, conflict.manager, conflict.fields), advice_on_conflict));
}

Cause kubernetes_too_old(const helm::KubernetesVersions& versions) {
  return cause(ErrorKind::conflict, "kubernetes-too-old",
               text_of_kubernetes(versions.wanted, versions.found), advice_on_chart_versions);
}

Cause forbidden(const std::string& words) {
  return cause(ErrorKind::cluster, "rights-missing", "the cluster does not allow it",
               helm::is_about_creating_a_namespace(words)
                   ? "If the namespace exists already: add --create-namespace=false."
                   : "");
}

Cause not_admitted(const std::string& words) {
  return cause(ErrorKind::cluster, "not-admitted",
               "the cluster does not admit an object: " + helm::reason_not_admitted(words));
}

Cause namespace_ending(const Target& target, const std::string& words) {
  auto ending = helm::ending_namespace(words);
  if (ending.empty()) ending = target.manager_namespace;
  const bool is_managed = ending != target.manager_namespace;
  return about(
      "Namespace " + ending,
      cause(ErrorKind::conflict, "namespace-terminating",
            fmt::format("namespace {} is being deleted", ending),
            is_managed ? "Try again when it is gone, or take it out of managerRbac.namespaces."
                       : "Try again when it is gone."));
}

Cause old_values(const Plan& plan) {
  const bool reuses = plan.reuse_mode == helm::ReuseMode::reuse;
  return cause(ErrorKind::input, "values-incomplete",
               reuses ? "the release's values lack what the templates of this chart use"
                      : "the values lack what the templates of this chart use",
               reuses ? "To keep your own values on top of the new chart's: "
                        "--reset-then-reuse-values in place of --reuse-values."
                      : "");
}

// "files/data.bin (2.1 MiB), …" of a chart that is a folder; "" for a packed one.
std::string largest_files(const std::filesystem::path& chart) {
  namespace fs = std::filesystem;
  constexpr std::size_t most = 3;
  std::vector<std::pair<std::uintmax_t, std::string>> files;
  std::error_code error;
  for (fs::recursive_directory_iterator at(chart, error), end; !error && at != end;
       at.increment(error)) {
    if (!at->is_regular_file(error)) continue;
    files.emplace_back(at->file_size(error), fs::relative(at->path(), chart, error).string());
  }
  std::ranges::sort(std::views::reverse(files));
  std::vector<std::string> largest;
  for (const auto& [bytes, name] : files) {
    if (largest.size() < most) {
      largest.push_back(fmt::format("{} ({:.1f} MiB)", name, static_cast<double>(bytes) / 1048576));
    }
  }
  return text::join(largest, ", ");
}

Cause release_too_large(const Plan& plan) {
  const auto largest = largest_files(plan.chart);
  return cause(ErrorKind::input, "release-too-large",
               "the release is too large: packed, chart and values have to fit into 1 MiB",
               largest.empty() ? "" : "The largest files of the chart: " + largest);
}

// Nothing gets ready by waiting longer for what cannot start.
bool can_get_ready(const std::string& pods) {
  const auto are_told = [&](std::string_view reason) {
    return pods.find(reason) != std::string::npos;
  };
  return std::ranges::none_of(cluster::reasons_of_images, are_told) &&
         !are_told("CrashLoopBackOff") && !are_told("CreateContainerConfigError");
}

Cause values_refused(const std::string& words) {
  return cause(ErrorKind::input, "values-refused",
               "the chart does not take these values: " + helm::refusal_of_values(words));
}

Cause values_invalid(const std::string& words) {
  const auto address = helm::missing_schema(words);
  if (address.empty()) {
    return cause(ErrorKind::input, "values-invalid",
                 "the values do not fit the chart's values.schema.json");
  }
  return about(address, cause(ErrorKind::network, "schema-unreachable",
                              fmt::format("the chart's values.schema.json refers to {}, which "
                                          "cannot be fetched",
                                          address)));
}

Cause webhook_failed(const std::string& words) {
  const auto webhook = helm::parse_webhook_answer(words).webhook;
  return about(
      "Webhook " + webhook,
      cause(ErrorKind::cluster, "webhook-failed",
            fmt::format("the admission webhook {} of the cluster cannot be called", webhook)));
}

Cause webhook_denied(const std::string& words) {
  const auto [webhook, message] = helm::parse_webhook_answer(words);
  return about("Webhook " + webhook,
               cause(ErrorKind::cluster, "webhook-denied",
                     fmt::format("the admission webhook {} of the cluster denies the request{}{}",
                                 webhook, message.empty() ? "" : ": ", message)));
}

std::string advice_to_keep(const Plan& plan) {
  return plan.options.rollback_on_failure ? "To keep it for a look: --rollback-on-failure=false."
                                          : "";
}

// Twice what was waited for, ten minutes at the least.
std::string longer_timeout(const std::string& timeout) {
  using std::chrono::minutes;
  const auto waited = parse_duration(timeout).value_or(minutes(5));
  const auto longer = std::max(minutes(10), std::chrono::ceil<minutes>(2 * waited));
  return fmt::format("--timeout {}m", longer.count());
}

Cause not_ready(const Plan& plan, const std::string& pods) {
  if (plan.options.helm.is_dry_run()) {
    return no_answer("helm got no answer in time");
  }
  std::string remedy;
  if (can_get_ready(pods)) {
    remedy = fmt::format("If it only needs longer: {}.", longer_timeout(plan.options.helm.timeout));
  }
  const auto keep = advice_to_keep(plan);
  if (!keep.empty()) remedy += remedy.empty() ? keep : " " + keep;
  return cause(ErrorKind::helm, "not-ready", "the Traffic Manager was not ready in time", remedy);
}

Cause cause_of(const Tools& tools, const Plan& plan, const std::string& words,
               const std::string& pods) {
  const auto& helm = tools.helm;
  const auto& target = plan.target;
  switch (helm::classify(words)) {
    case helm::Failure::unreachable:
      return cause(ErrorKind::cluster, "cluster-unreachable", helm.describe_unreachable(words));
    case helm::Failure::connection_lost:
      return connection_lost(plan.arguments, words);
    case helm::Failure::values_refused:
      return values_refused(words);
    case helm::Failure::values_invalid:
      return values_invalid(words);
    case helm::Failure::values_unreadable:
      return values_unreadable(plan.arguments, words);
    case helm::Failure::flag_unreadable:
      return flag_unreadable(plan.arguments, words);
    case helm::Failure::webhook_failed:
      return webhook_failed(words);
    case helm::Failure::webhook_denied:
      return webhook_denied(words);
    case helm::Failure::forbidden:
      return forbidden(words);
    case helm::Failure::not_admitted:
      return not_admitted(words);
    case helm::Failure::release_exists:
      return release_exists(helm, target);
    case helm::Failure::release_not_found:
      return release_missing(helm, target);
    case helm::Failure::operation_pending:
      return release_pending(helm, target);
    case helm::Failure::namespace_ending:
      return namespace_ending(target, words);
    case helm::Failure::release_too_large:
      return release_too_large(plan);
    case helm::Failure::old_values:
      return old_values(plan);
    case helm::Failure::namespace_not_found:
      return namespace_missing(target, helm::missing_namespace(words));
    case helm::Failure::namespace_claimed:
    case helm::Failure::object_taken:
      return object_taken(helm::parse_taken_object(words), target, tools);
    case helm::Failure::field_conflict:
      return field_conflict(helm::parse_field_conflict(words));
    case helm::Failure::kubernetes_too_old:
      return kubernetes_too_old(helm::parse_kubernetes_versions(words));
    case helm::Failure::not_ready:
      return not_ready(plan, pods);
    case helm::Failure::other:
      break;
  }
  return cause(ErrorKind::helm, "helm-failed", "helm reported an error");
}

void add_advice_on_agent(const std::string& pods, Cause& cause) {
  if (pods.find("ambassador-agent") != std::string::npos) {
    text::append_line(cause.finding.remedy,
                      "To install without the Ambassador Agent: --set "
                      "ambassador-agent.enabled=false");
  }
}

}  // namespace

Cause no_answer(const std::string& text) {
  return cause(ErrorKind::helm, "helm-silent", text,
               "It waits for the cluster, or for an address that the values or the chart's "
               "values.schema.json name.");
}

Cause no_answer_to_dry_run() {
  return no_answer(fmt::format("helm gave no result within {} min", dry_run_limit.count()));
}

Cause explain_hopeless(const Plan& plan, const Hopeless& hopeless) {
  auto text = hopeless.text;
  const auto& pod = hopeless.pod;
  if (pod && !pod->image.empty() && text.find(pod->image) == std::string::npos) {
    text += fmt::format(" (image {})", pod->image);
  }
  auto found = cause(ErrorKind::helm, "not-ready", text);
  if (pod) found.finding.object = "Pod " + pod->pod;
  add_advice_on_agent(text, found);
  text::append_line(found.finding.remedy, advice_to_keep(plan));
  text::append_line(found.finding.remedy, "To wait for it all the same: --fail-fast=false");
  return found;
}

Cause explain(const Tools& tools, const Plan& plan, const std::string& words,
              const std::string& pods) {
  auto found = cause(ErrorKind::helm, "helm-failed", "helm reported an error");
  const auto told = helm::repeats_values(words) ? std::string() : words;
  try {
    found = cause_of(tools, plan, words, pods);
    found.details = told;
    if (found.kind == ErrorKind::helm) {
      text::append_line(found.details, pods);
      add_advice_on_agent(pods, found);
    }
  } catch (const std::exception& error) {
    found.details = told;
    text::append_line(found.details, error.what());
  }
  return found;
}

}  // namespace telepresence::release
