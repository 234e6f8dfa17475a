// `helm telepresence check`
#include "commands/check.hpp"

#include <fmt/format.h>

#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/target.hpp"
#include "cli/flags/values.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/subcommand.hpp"
#include "util/duration.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

const char* state_of(const release::Check& check) {
  if (check.is_good) return "ok";
  switch (check.finding.severity) {
    case Severity::error:
      return "error";
    case Severity::warning:
      return "warning";
    case Severity::info:
      break;
  }
  return "unknown";
}

nlohmann::ordered_json check_json(const commands::CheckReport& report) {
  nlohmann::ordered_json json;
  add(json, fields_of(report.target));
  json["passed"] = report.passed();
  json["sections"] = nlohmann::ordered_json::array();
  for (const auto& section : report.sections) {
    auto checks = nlohmann::ordered_json::array();
    for (const auto& check : section.checks) {
      checks.push_back({{"state", state_of(check)},
                        {"id", check.finding.id},
                        {"object", check.finding.object},
                        {"text", check.finding.text},
                        {"remedy", check.finding.remedy}});
    }
    json["sections"].push_back({{"title", section.title}, {"checks", std::move(checks)}});
  }
  json["corrected"] = report.corrected.command;
  return json;
}

Tone tone_of(const release::Check& check) {
  if (check.is_good) return Tone::good;
  return check.finding.severity == Severity::error     ? Tone::bad
         : check.finding.severity == Severity::warning ? Tone::doubtful
                                                       : Tone::none;
}

// A mark on a terminal, a word elsewhere.
std::string line_of(const release::Check& check, Marks marks) {
  // What others have named may hold line ends.
  const auto text = text::printable(check.finding.text);
  if (marks == Marks::none) return fmt::format("  {:<8} {}\n", state_of(check), text);
  const auto tone = tone_of(check);
  return fmt::format("  {}\n", tone == Tone::none ? "- " + text : marked(text, tone));
}

std::string summary_of(const commands::CheckReport& report) {
  std::string text =
      fmt::format("{} of {} passed", report.good(), text::counted(report.checks(), "check"));
  if (const auto errors = report.found(Severity::error); errors > 0) {
    text += ", " + text::counted(errors, "error");
  }
  if (const auto warnings = report.found(Severity::warning); warnings > 0) {
    text += ", " + text::counted(warnings, "warning");
  }
  if (const auto unknown = report.found(Severity::info); unknown > 0) {
    text += fmt::format(", {} not known", unknown);
  }
  return text;
}

std::string check_text(const commands::CheckReport& report, const Style& style) {
  const std::string indentation(style.marks() == Marks::none ? 11 : 4, ' ');
  auto text = fmt::format("Namespace {}\n", describe(report.target));
  for (const auto& section : report.sections) {
    text += fmt::format("\n{}\n", section.title);
    for (const auto& check : section.checks) {
      text += line_of(check, style.marks());
      if (check.finding.remedy.empty()) continue;
      for (const auto& line : text::split(check.finding.remedy, '\n')) {
        text += indentation + line + '\n';
      }
    }
  }
  if (const auto line = report.corrected.to_string(); !line.empty()) text += '\n' + line + '\n';
  return text + '\n' + summary_of(report) + '\n';
}

struct Flags {
  commands::ChangeRequest change;
  const CLI::App* command = nullptr;
  bool before = false;
  std::string limit = "0s";
  OutputFormat format = OutputFormat::text;
};

void run(const Flags& flags, Session& session) {
  const auto limit = parse_duration(flags.limit);
  if (!limit) {
    throw Error(ErrorKind::usage,
                fmt::format("--wait {}: not a duration", text::shown(flags.limit)),
                "Write it as 90s, 5m or 1h30m.");
  }
  if (flags.before && limit->count() != 0) {
    throw Error(ErrorKind::usage, "--pre and --wait cannot be used together",
                "What an install needs is looked at once: leave out --wait.");
  }
  auto request = flags.change;
  const bool gives_values = request.options.helm.gives_values() ||
                            !release::values_of(request.options.short_forms).empty();
  const auto given = flags_given(
      *flags.command, {"--namespace", "--manager-namespace", "--pre", "--wait", "--output"});
  request.chart_flags = given.of_chart;
  request.other_flags = given.others;
  const bool is_about_install = gives_values || !given.of_chart.empty() || !given.others.empty();
  if (!flags.before && is_about_install) {
    throw Error(ErrorKind::usage, "values and a chart are checked before an install alone",
                "Add --pre.");
  }
  const auto report = flags.before ? commands::check_before(request, session.world())
                                   : commands::check(request.target, *limit, session.world());
  session.show(
      flags.format, [&] { return check_text(report, session.style()); },
      [&] { return dump(check_json(report)); });
  if (!report.passed()) {
    throw Error(ErrorKind::cluster,
                text::counted(report.found(Severity::error), "check") + " failed");
  }
}

}  // namespace

Subcommand add_check(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "check",
                          "Check whether the Traffic Manager, or what an install needs, is right");
  flags->command = app;
  auto& change = flags->change;
  add_target_flags(*app, change.target);
  add_flag(*app,
           {"--pre", "",
            "check what an install or upgrade needs, with the values and the chart"
            " that are given"},
           flags->before);
  add_value(*app, {"--wait", "DURATION", "check again until nothing is wrong, e.g. --wait 2m"},
            flags->limit);
  add_value_flags(*app, change.options.helm.values);
  add_short_forms(*app, change.options.short_forms);
  add_chart_flags(*app, change.chart);
  add_output_flag(*app, flags->format);
  return {app,
          {"helm telepresence check", "helm telepresence check --wait 2m -o json",
           "helm telepresence check --pre -n dev --managed-namespaces dev,staging"},
          [flags](Session& session, const std::vector<std::string>& /*extra*/) {
            run(*flags, session);
          }};
}

}  // namespace telepresence::cli
