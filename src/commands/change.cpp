#include "commands/change.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "cluster/probe.hpp"
#include "cluster/releases.hpp"
#include "helm/messages.hpp"
#include "release/undo.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::commands {
namespace {

const char* noun(release::Operation operation) {
  return operation == release::Operation::install ? "install" : "upgrade";
}

ChangeResult parse_result(const platform::Outcome& outcome) {
  const auto release = nlohmann::json::parse(outcome.output, nullptr, false);
  if (!release.is_object()) {
    throw Error(ErrorKind::helm, "helm succeeded, but did not print the release it made", {},
                outcome.error_output);
  }
  const auto info = release.value("info", nlohmann::json::object());
  return {release.value("version", 0), info.value("status", ""), info.value("notes", ""),
          outcome.error_output};
}

// What a failed operation means to the user: a kind, a cause and a hint.
struct Diagnosis {
  ErrorKind kind = ErrorKind::helm;
  std::string cause = "helm reported an error";
  std::string hint;
};

std::string missing_namespace(const std::string& words) {
  constexpr std::string_view marker = "namespaces \"";
  const auto at = words.find(marker);
  if (at == std::string::npos) return {};
  const auto rest = words.substr(at + marker.size());
  return rest.substr(0, rest.find('"'));
}

// What can be done with a release in this state (helm's word).
std::string hint_for(const cluster::Release& release, const release::Target& target) {
  const auto uninstall = release::command_line("uninstall", target);
  const auto& status = release.status;
  if (status.starts_with("pending-")) {
    const auto back = release.revision > 1
                          ? fmt::format("`helm rollback {} -n {}` returns to the revision before, ",
                                        helm::release_name, release.release_namespace)
                          : std::string();
    return fmt::format(
        "Wait for its operation to end. If it was cut off and nothing runs any more: {}`{}` "
        "removes the release.",
        back, uninstall);
  }
  if (status == "uninstalling") return "To finish its removal: " + uninstall;
  if (status == "uninstalled") {
    return "Only its history was kept. To install again: " +
           release::command_line("upgrade --install", target);
  }
  auto hint = "To change it: " + release::command_line("upgrade", target);
  if (status == "failed") {
    hint += " (--reset-values drops the values it failed with)\nTo remove it: " + uninstall;
  }
  return hint;
}

// A Diagnosis that begins with `cause` and goes on with the state of the release, if
// there is one; `otherwise` is the hint for when there is none.
Diagnosis diagnose_release(const helm::Client& helm, const release::Target& target, ErrorKind kind,
                           const std::string& cause, const std::string& otherwise) {
  Diagnosis diagnosis{kind, cause, otherwise};
  const auto question = cluster::releases_question({target.manager_namespace, std::nullopt});
  const auto answer = helm.ask({question}).front();
  if (!answer.output) return diagnosis;
  const auto releases = cluster::parse_releases(*answer.output);
  if (releases.empty()) return diagnosis;
  const auto& release = releases.front();
  diagnosis.cause += fmt::format(" (chart {}, revision {}, {})", release.chart_version,
                                 release.revision, release.status);
  diagnosis.hint = hint_for(release, target);
  return diagnosis;
}

Diagnosis diagnose_missing_release(const helm::Client& helm, const release::Target& target) {
  const auto& in = target.manager_namespace;
  auto diagnosis = diagnose_release(
      helm, target, ErrorKind::not_found,
      fmt::format("there is no Traffic Manager that can be upgraded in namespace {}", in), "");
  if (!diagnosis.hint.empty()) return diagnosis;
  diagnosis.cause = fmt::format("there is no Traffic Manager in namespace {}", in);
  diagnosis.hint = cluster::found_elsewhere(helm, in);
  if (diagnosis.hint.empty())
    diagnosis.hint = "To install one: " + release::command_line("install", target);
  return diagnosis;
}

Diagnosis diagnose_claim(const helm::TakenObject& claim) {
  const auto& managed = claim.object_namespace;
  return {ErrorKind::conflict,
          fmt::format("namespace {} is already managed by the Traffic Manager in namespace {} "
                      "(ConfigMap traffic-manager-claim in {})",
                      managed, claim.owner, managed),
          fmt::format("Take {} out of managerRbac.namespaces, or uninstall the one in {}.", managed,
                      claim.owner)};
}

Diagnosis diagnose_taken_object(const helm::TakenObject& object) {
  const auto where = object.object_namespace.empty()
                         ? std::string()
                         : fmt::format(" in namespace {}", object.object_namespace);
  const auto what = fmt::format("{} {}{}", object.kind, object.name, where);
  if (object.owner.empty()) {
    return {ErrorKind::conflict, fmt::format("{} is there already, and no release has it", what),
            "Delete it, or let this release take it over: add `-- --take-ownership`."};
  }
  // Its cluster-wide roles have the same name wherever the release is.
  const bool is_agent = object.name.find("ambassador-agent") != std::string::npos;
  return {ErrorKind::conflict,
          fmt::format("{} belongs to the release in namespace {}", what, object.owner),
          is_agent ? "Only one Ambassador Agent can see the whole cluster. To do without a second "
                     "one: --set ambassador-agent.enabled=false"
                   : fmt::format("Uninstall the one in {}, or give it another name in the values.",
                                 object.owner)};
}

Diagnosis diagnose(const helm::Client& helm, const release::Change& change,
                   const std::string& words) {
  const auto& in = change.target.manager_namespace;
  switch (helm::classify(words)) {
    case helm::Failure::unreachable:
      return {ErrorKind::cluster, helm::describe_unreachable(words), {}};
    case helm::Failure::connection_lost:
      return {ErrorKind::cluster, "the connection to the cluster was lost", {}};
    case helm::Failure::forbidden:
      return {ErrorKind::cluster, "the cluster does not allow it",
              words.find("cannot create resource \"namespaces\"") != std::string::npos
                  ? "If the namespace exists already: add --create-namespace=false."
                  : ""};
    case helm::Failure::release_exists:
      return diagnose_release(helm, change.target, ErrorKind::conflict,
                              fmt::format("namespace {} has a Traffic Manager already", in),
                              "To change it: " + release::command_line("upgrade", change.target));
    case helm::Failure::release_not_found:
      return diagnose_missing_release(helm, change.target);
    case helm::Failure::operation_pending:
      return diagnose_release(
          helm, change.target, ErrorKind::conflict,
          fmt::format("another operation on the release in namespace {} has not ended", in),
          "Wait for it, and try again.");
    case helm::Failure::namespace_ending:
      return {ErrorKind::conflict, fmt::format("namespace {} is being deleted", in),
              "Try again when it is gone."};
    case helm::Failure::namespace_not_found: {
      const auto missing = missing_namespace(words);
      return {ErrorKind::not_found, fmt::format("namespace {} does not exist", missing),
              missing == in ? "Leave --create-namespace=false out, or create it first."
                            : "Create it first, or take it out of managerRbac.namespaces."};
    }
    case helm::Failure::namespace_claimed:
      return diagnose_claim(helm::parse_taken_object(words));
    case helm::Failure::object_taken:
      return diagnose_taken_object(helm::parse_taken_object(words));
    case helm::Failure::not_ready:
      return {ErrorKind::helm, "the Traffic Manager was not ready in time",
              "If it only needs longer: --timeout 10m. To keep it for a look: "
              "--rollback-on-failure=false."};
    case helm::Failure::other:
      break;
  }
  return {};
}

// Why the pods are not ready, while they are still there.
std::string pod_problems(const helm::Client& helm, const release::Change& change,
                         const std::filesystem::path& probe_chart) {
  const auto question = cluster::pods_question(probe_chart, change.target.manager_namespace);
  const auto answer = helm.ask({question}).front();
  if (!answer.output) return answer.failure;
  return text::join(cluster::parse_pod_problems(*answer.output), "\n");
}

void append_line(std::string& text, const std::string& line) {
  if (line.empty()) return;
  if (!text.empty() && !text.ends_with('\n')) text += '\n';
  text += line;
}

[[noreturn]] void fail_interrupted(const helm::Client& helm, const release::Change& change,
                                   const std::string& words, const std::string& run_label,
                                   const Progress& progress) {
  if (!change.rollback_on_failure) {
    throw Error(ErrorKind::interrupted,
                fmt::format("the {} was interrupted, and is left as it is", noun(change.operation)),
                "To look at it: " + release::command_line("status", change.target), words);
  }
  progress.step("Interrupted: putting back what was there before");
  const auto undone = release::undo(helm, change, run_label);
  std::string details = words;
  append_line(details, undone.details);
  throw Error(ErrorKind::interrupted,
              fmt::format("the {} was interrupted; {}", noun(change.operation), undone.outcome),
              undone.hint, details);
}

[[noreturn]] void fail(const helm::Client& helm, const release::Change& change,
                       const std::string& words, const std::string& run_label,
                       const std::filesystem::path& probe_chart, const Progress& progress) {
  // From here on a Ctrl-C would only keep the repair from being done.
  const auto shielded = helm.shielded();
  Diagnosis diagnosis;
  std::string details = words;
  try {
    diagnosis = diagnose(shielded, change, words);
    const bool may_have_pods = diagnosis.kind == ErrorKind::helm && !change.dry_run;
    if (may_have_pods) {
      const auto problems = pod_problems(shielded, change, probe_chart);
      append_line(details, problems);
      if (problems.find("ambassador-agent") != std::string::npos) {
        append_line(diagnosis.hint,
                    "To do without the Ambassador Agent: --set ambassador-agent.enabled=false");
      }
    }
  } catch (const std::exception& error) {
    // An explanation that fails must not keep the repair from being done either.
    append_line(details, error.what());
  }
  if (change.dry_run) {
    throw Error(
        diagnosis.kind,
        fmt::format("the dry run of the {} failed: {}", noun(change.operation), diagnosis.cause),
        diagnosis.hint, details);
  }
  if (!change.rollback_on_failure) {
    append_line(diagnosis.hint,
                "What it left was kept (--rollback-on-failure=false); to look at it: " +
                    release::command_line("status", change.target));
    throw Error(diagnosis.kind,
                fmt::format("the {} failed: {}", noun(change.operation), diagnosis.cause),
                diagnosis.hint, details);
  }
  // Helm's first question went unanswered: asking again would only wait again.
  if (helm::classify(words) == helm::Failure::unreachable) {
    throw Error(diagnosis.kind,
                fmt::format("the {} failed: {}; nothing was changed", noun(change.operation),
                            diagnosis.cause),
                diagnosis.hint, details);
  }
  progress.step("It failed: putting back what was there before");
  const auto undone = release::undo(helm, change, run_label);
  append_line(diagnosis.hint, undone.hint);
  append_line(details, undone.details);
  throw Error(
      diagnosis.kind,
      fmt::format("the {} failed: {}; {}", noun(change.operation), diagnosis.cause, undone.outcome),
      diagnosis.hint, details);
}

}  // namespace

PreparedChange prepare_change(release::Operation operation, const ChangeRequest& request,
                              const release::Target& target, const supply::ObtainedChart& chart) {
  PreparedChange prepared;
  prepared.report.target = target;
  prepared.report.chart = chart;
  prepared.report.dry_run = request.operation.dry_run != helm::DryRun::none;
  prepared.operation = request.operation;
  prepared.operation.release_namespace = target.manager_namespace;
  prepared.values = request.values;
  prepared.values.chart = chart.path.string();
  prepared.change.operation = operation;
  prepared.change.target = target;
  prepared.change.dry_run = prepared.report.dry_run;
  prepared.change.creates_namespace = request.values.create_namespace;
  prepared.change.hooks = request.operation.hooks;
  prepared.change.rollback_on_failure = request.rollback_on_failure;
  return prepared;
}

ChangeResult run_change(const helm::Client& helm, const release::Change& change,
                        const std::filesystem::path& probe_chart, const Progress& progress) {
  const auto run_label = release::new_run_label();
  auto arguments = change.arguments;
  if (!change.dry_run) arguments.insert(arguments.end(), {"--labels", run_label});
  auto command = helm.command(arguments);
  command.input = platform::Command::Input::inherit;
  if (change.dry_run) command.output = platform::Command::Output::inherit;
  const auto outcome = platform::run(command, progress.tick);
  if (outcome.interrupted) {
    if (change.dry_run) throw Error(ErrorKind::interrupted, "interrupted");
    fail_interrupted(helm, change, outcome.error_output, run_label, progress);
  }
  if (!outcome.succeeded()) {
    fail(helm, change, outcome.error_output, run_label, probe_chart, progress);
  }
  if (change.dry_run) return {0, {}, {}, outcome.error_output};
  return parse_result(outcome);
}

}  // namespace telepresence::commands
