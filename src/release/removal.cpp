#include "release/removal.hpp"

#include <fmt/format.h>

#include <optional>

#include "cluster/releases.hpp"
#include "cluster/rollout.hpp"
#include "helm/messages.hpp"
#include "release/command_lines.hpp"
#include "release/elsewhere.hpp"
#include "release/left_overs.hpp"
#include "release/rights.hpp"
#include "release/state.hpp"
#include "release/watched.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

std::string run_again(const Target& target) {
  return "To finish it: " + plugin_command(target, {"uninstall"});
}

Error error(ErrorKind kind, const char* id, const std::string& text, const std::string& remedy,
            const std::string& words) {
  return {kind, {id, Severity::error, {}, text, remedy}, words};
}

Error not_there(const Target& target, const Tools& tools) {
  const auto& in = target.manager_namespace;
  auto hint = hint_elsewhere(tools.helm, target, {"uninstall"});
  const auto left = left_overs_of(in, {}, tools).objects;
  if (!left.empty()) {
    text::append_line(hint, "One that was there left objects behind. To delete them:\n" +
                                delete_commands(left, target));
  }
  return error(ErrorKind::not_found, "release-missing",
               fmt::format("there is no Traffic Manager in namespace {} ({})", in, target.reason),
               hint, {});
}

Error unreachable(const helm::Client& helm, const std::string& words) {
  return error(ErrorKind::cluster, "cluster-unreachable",
               fmt::format("the uninstall failed: {}; nothing was changed",
                           helm.describe_unreachable(words)),
               {}, words);
}

Error forbidden(const Target& target, const std::string& words) {
  return error(ErrorKind::cluster, "rights-missing",
               "the uninstall failed: the cluster does not allow it",
               "With the right that is missing: " + plugin_command(target, {"uninstall"}), words);
}

// What can be done about an uninstall that came to no end.
std::string ways_on(const cluster::Release& release, const Target& target) {
  return fmt::format(
      "If its pre-delete Job cannot run: {}\nTo try it again: {}\nTo keep the Traffic Manager "
      "after all: {}",
      plugin_command(target, {"uninstall", "--no-hooks"}), plugin_command(target, {"uninstall"}),
      helm_command(target, {"rollback", release_name, std::to_string(release.revision),
                            "--namespace", release.release_namespace}));
}

// `why` may be "".
Error cannot_finish(const cluster::Release& release, const Target& target, const std::string& why,
                    const std::string& words) {
  return error(
      ErrorKind::helm, "uninstall-unfinished",
      fmt::format("the uninstall of the Traffic Manager in namespace {} did not finish{}{}",
                  target.manager_namespace, why.empty() ? "" : ": ", why),
      ways_on(release, target), words);
}

Error failed(const helm::Client& helm, const cluster::Release& release, const Target& target,
             bool dry_run, const std::string& words) {
  if (helm::classify(words) == helm::Failure::unreachable) return unreachable(helm, words);
  if (helm::classify(words) == helm::Failure::forbidden) return forbidden(target, words);
  if (dry_run) {
    return error(ErrorKind::helm, "helm-failed", "the dry run of the uninstall failed", {}, words);
  }
  return cannot_finish(release, target, {}, words);
}

// The release, nothing when there is none.
std::optional<cluster::Release> find_release(const Target& target, const Tools& tools) {
  const auto releases = cluster::ask_one(tools.helm, tools.progress.tick,
                                         cluster::releases_in(target.manager_namespace));
  if (!releases.value) {
    switch (helm::classify(releases.words)) {
      case helm::Failure::unreachable:
        throw unreachable(tools.helm, releases.words);
      case helm::Failure::forbidden:
        throw forbidden(target, releases.words);
      default:
        break;
    }
  }
  if (releases.get().empty()) return std::nullopt;
  return releases.get().front();
}

// Helm 3 does not say why it could not delete an object.
std::string with_missing_rights(const std::string& words, const cluster::Release& release,
                                const Tools& tools) {
  auto all = words;
  text::append_line(all, text::join(missing_rights(Change::uninstall, release, tools), "\n"));
  return all;
}

WatchedOutcome run_helm(const helm::Arguments& arguments, const RemovalSettings& settings,
                        const Target& target, const Tools& tools) {
  const auto command = tools.helm.command(arguments);
  const auto& tick = tools.progress.tick;
  if (settings.helm.is_dry_run()) return {platform::run(command, tick), {}, {}};
  const auto& in = target.manager_namespace;
  // Whatever is wrong with what goes is not what helm waits for.
  auto look = cluster::rollout_in(in, tools.probe_chart);
  const auto before = cluster::ask_one(tools.helm, tick, look).value;
  return run_watched(command, before, {in, settings.helm.timeout, settings.fail_fast}, tools);
}

}  // namespace

Removal remove_release(const RemovalSettings& settings, const Target& target, const Tools& tools) {
  const auto& helm = tools.helm;
  const auto& options = settings.helm;
  const auto release = find_release(target, tools);
  if (!release && settings.ignore_not_found) return {false, {}, {}};
  if (!release) throw not_there(target, tools);
  check_is_traffic_manager(release, target);
  if (!settings.force) check_rights(Change::uninstall, *release, tools);
  const auto arguments =
      helm::uninstall_arguments(helm.binary().version, target.manager_namespace, options);
  const auto watched = run_helm(arguments, settings, target, tools);
  const auto& outcome = watched.outcome;
  const auto& words = outcome.error_output;
  if (outcome.interrupted && options.is_dry_run()) {
    throw Error(ErrorKind::interrupted, "interrupted");
  }
  if (outcome.interrupted) {
    throw error(ErrorKind::interrupted, "interrupted",
                "the uninstall was interrupted, and may be half done", run_again(target), words);
  }
  if (outcome.succeeded()) {
    return {true, helm::without_success_of_uninstall(outcome.output) + words,
            helm::left_for_want_of_rights(outcome.output)};
  }
  if (watched.hopeless) throw cannot_finish(*release, target, watched.hopeless->text, {});
  if (!watched.in_the_way.empty()) {
    throw cannot_finish(*release, target, text::join(watched.in_the_way, "; "), words);
  }
  throw failed(helm, *release, target, options.is_dry_run(),
               with_missing_rights(words, *release, tools));
}

Error left_behind(const Removal& removal, const Target& target) {
  helm::Arguments words = {"delete"};
  words.insert(words.end(), removal.left.begin(), removal.left.end());
  words.insert(words.end(), {"--namespace", target.manager_namespace});
  return error(
      ErrorKind::cluster, "uninstall-unfinished",
      fmt::format("the release in namespace {} is gone, but objects of it are left, which helm had "
                  "no right to delete: {}",
                  target.manager_namespace, text::join(removal.left, ", ")),
      "Somebody who has the right can run: " + kubectl_command(target, words, As::anybody), {});
}

}  // namespace telepresence::release
