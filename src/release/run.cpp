#include "release/run.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "helm/messages.hpp"
#include "release/command_lines.hpp"
#include "release/explain.hpp"
#include "release/undo.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

ChangeResult parse_result(const platform::Outcome& outcome) {
  const auto release = nlohmann::json::parse(outcome.output, nullptr, false);
  if (!release.is_object()) {
    throw Error(ErrorKind::helm, "helm succeeded, but did not print the release it made", {},
                outcome.error_output);
  }
  const auto info = release.value("info", nlohmann::json::object());
  return {release.value("version", 0),
          info.value("status", ""),
          info.value("notes", ""),
          outcome.error_output,
          {}};
}

// One run of helm, by the label of its release.
struct Run {
  const Plan& plan;
  const Tools& tools;
  std::string label;
};

UndoResult keep(const Plan& plan, const std::string& outcome) {
  return {outcome, "To look at what it left: " + plugin_command(plan.target, {"status"}), {}};
}

UndoResult undo(const Run& run, const char* step) {
  run.tools.progress.step(step);
  return undo(run.tools.helm, run.plan, run.label);
}

// What became of what a failed run had changed.
UndoResult after_failure(const Run& run, const std::string& words) {
  if (run.plan.options.helm.is_dry_run()) return {};
  if (!run.plan.options.rollback_on_failure) {
    return keep(run.plan, "it was kept (--rollback-on-failure=false)");
  }
  // Helm's first question went unanswered: asking again would only wait again.
  if (helm::classify(words) == helm::Failure::unreachable) return {"nothing was changed", {}, {}};
  return undo(run, "It failed: putting back what was there before");
}

Error failed(const Run& run, const std::string& words) {
  // From here on a Ctrl-C would only keep the repair from being done.
  auto cause = explain(run.tools.helm.shielded(), run.plan, words, run.tools.probe_chart);
  const auto after = after_failure(run, words);
  auto& finding = cause.finding;
  finding.text = fmt::format(
      "the {}{} failed: {}{}{}", run.plan.options.helm.is_dry_run() ? "dry run of the " : "",
      to_word(run.plan.operation), finding.text, after.outcome.empty() ? "" : "; ", after.outcome);
  text::append_line(finding.remedy, after.hint);
  text::append_line(cause.details, after.details);
  return {cause.kind, std::move(finding), std::move(cause.details)};
}

Error interrupted(const Run& run, const std::string& words) {
  if (run.plan.options.helm.is_dry_run()) return Error(ErrorKind::interrupted, "interrupted");
  const auto after = run.plan.options.rollback_on_failure
                         ? undo(run, "Interrupted: putting back what was there before")
                         : keep(run.plan, "it is left as it is");
  auto details = words;
  text::append_line(details, after.details);
  return {ErrorKind::interrupted,
          {"interrupted",
           Severity::error,
           {},
           fmt::format("the {} was interrupted; {}", to_word(run.plan.operation), after.outcome),
           after.hint},
          std::move(details)};
}

platform::Outcome run_helm(const Run& run) {
  const bool dry_run = run.plan.options.helm.is_dry_run();
  auto arguments = run.plan.arguments;
  if (!dry_run) arguments.insert(arguments.end(), {"--labels", run.label});
  // What a dry run prints is for the user, and helm's --debug would print values there.
  const auto helm = dry_run ? run.tools.helm.without_debug() : run.tools.helm;
  auto command = helm.command(arguments);
  command.input = platform::Command::Input::inherit;
  return platform::run(command, run.tools.progress.tick);
}

}  // namespace

ChangeResult run_change(const Plan& plan, const Tools& tools) {
  const Run run{plan, tools, new_run_label()};
  auto outcome = run_helm(run);
  if (outcome.interrupted) throw interrupted(run, outcome.error_output);
  if (!outcome.succeeded()) throw failed(run, outcome.error_output);
  if (plan.options.helm.is_dry_run()) {
    return {0, {}, {}, std::move(outcome.error_output), std::move(outcome.output)};
  }
  return parse_result(outcome);
}

}  // namespace telepresence::release
