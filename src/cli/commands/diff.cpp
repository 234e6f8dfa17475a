// `helm telepresence diff`
#include "commands/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/operation.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/target.hpp"
#include "cli/flags/values.hpp"
#include "cli/report/json.hpp"
#include "cli/report/output.hpp"
#include "cli/subcommand.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cli {
namespace {

constexpr int exit_differs = 2;

struct Flags {
  commands::DiffRequest request;
  const CLI::App* command = nullptr;
  bool detailed_exit_status = false;
  OutputFormat format = OutputFormat::text;
};

template <typename Number>
Number parse_number(const std::string& flag, const std::string& word, Number least) {
  Number number{};
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  if (error != std::errc() || end != word.data() + word.size() || number < least) {
    throw Error(ErrorKind::usage,
                fmt::format("{} {}: not a number from {} on", flag, text::shown(word), least));
  }
  return number;
}

std::size_t count(const commands::DiffReport& report, release::ObjectChangeKind kind) {
  return static_cast<std::size_t>(
      std::ranges::count(report.diff.changes, kind, &release::ObjectChange::change));
}

std::string summary_of(const commands::DiffReport& report) {
  if (report.diff.changes.empty()) return "Nothing changes";
  const auto changed = count(report, release::ObjectChangeKind::changed);
  const auto added = count(report, release::ObjectChangeKind::added);
  const auto removed = count(report, release::ObjectChangeKind::removed);
  return fmt::format("{} {}, {} {} added, {} {} removed", text::counted(changed, "object"),
                     changed == 1 ? "changes" : "change", added, added == 1 ? "is" : "are", removed,
                     removed == 1 ? "is" : "are");
}

const char* describe(release::ObjectChangeKind change) {
  switch (change) {
    case release::ObjectChangeKind::added:
      return "is added";
    case release::ObjectChangeKind::removed:
      return "is removed";
    case release::ObjectChangeKind::changed:
      break;
  }
  return "changes";
}

std::string diff_text(const commands::DiffReport& report) {
  auto text = fmt::format("Namespace {}: from {} to {}\n\n", report.target.manager_namespace,
                          report.from.empty() ? "no release" : report.from, report.to);
  for (const auto& change : report.diff.changes) {
    text += fmt::format("{} {}\n{}\n", change.to_string(), describe(change.change), change.diff);
  }
  text += summary_of(report) + '\n';
  if (!report.diff.generated.empty()) {
    text += fmt::format("Left out: certificates that are generated anew, in {}\n",
                        text::join(report.diff.generated, ", "));
  }
  if (!report.not_looked_at.empty()) {
    text += fmt::format("Not looked at: {}\n", text::join(report.not_looked_at, ", "));
  }
  return text;
}

nlohmann::ordered_json diff_json(const commands::DiffReport& report) {
  nlohmann::ordered_json json;
  add(json, fields_of(report.target));
  json["from"] = report.from;
  json["to"] = report.to;
  json["objects"] = nlohmann::ordered_json::array();
  for (const auto& change : report.diff.changes) {
    json["objects"].push_back({{"change", to_word(change.change)},
                               {"group", change.group},
                               {"kind", change.kind},
                               {"name", change.name},
                               {"namespace", change.object_namespace},
                               {"diff", for_people(change.diff)}});
  }
  json["generated"] = report.diff.generated;
  json["notLookedAt"] = report.not_looked_at;
  return json;
}

void check(const Flags& flags, const std::vector<std::string>& extra) {
  const auto& request = flags.request;
  if (request.revisions.size() > 2) {
    throw Error(ErrorKind::usage, "--revision can be given twice at most");
  }
  const auto given =
      flags_given(*flags.command, {"--namespace", "--manager-namespace", "--revision",
                                   "--context-lines", "--detailed-exitcode", "--output"});
  const bool is_of_upgrade = !given.of_chart.empty() || !given.others.empty() || !extra.empty() ||
                             request.options.helm.gives_values() ||
                             !request.options.short_forms.empty();
  if (!request.revisions.empty() && is_of_upgrade) {
    throw Error(ErrorKind::usage, "between revisions no values, chart or live objects are compared",
                "Leave --revision out to see what an upgrade would change.");
  }
}

void run(const Flags& flags, Session& session, const std::vector<std::string>& extra) {
  auto request = flags.request;
  static_cast<helm::OperationOptions&>(request.options.helm) = operation_options({}, extra);
  check(flags, extra);
  const auto report = commands::diff(request, session.world());
  session.show_diff(
      flags.format, [&] { return diff_text(report); }, [&] { return dump(diff_json(report)); });
  session.tell_words_of_helm(report.warnings);
  if (flags.detailed_exit_status && !report.diff.changes.empty()) session.end_with(exit_differs);
}

void add_diff_flags(CLI::App& app, Flags& flags) {
  auto& request = flags.request;
  add_repeated(app,
               {"--revision", "N",
                "compare this revision of the release with the one in use, or with a second one, "
                "e.g. --revision 3 --revision 5"},
               [&request](const std::string& word) {
                 request.revisions.push_back(parse_number("--revision", word, 1));
               });
  add_flag(
      app,
      {"--live", "", "compare with the objects as they are in the cluster, whoever changed them"},
      request.live);
  add_taken(
      app,
      {"--context-lines", "N", "lines around what changes; 3 by default, e.g. --context-lines 10"},
      [&request](const std::string& word) {
        request.context = parse_number<std::size_t>("--context-lines", word, 0);
      });
  add_flag(app, {"--detailed-exitcode", "", "exit with 2 when something changes"},
           flags.detailed_exit_status);
}

}  // namespace

Subcommand add_diff(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto* app = add_command(root, "diff",
                          "Show what an upgrade would change, or what differs between revisions");
  auto& request = flags->request;
  flags->command = app;
  add_target_flags(*app, request.target);
  add_diff_flags(*app, *flags);
  add_value_flags(*app, request.options.helm.values);
  add_short_forms(*app, request.options.short_forms);
  add_reuse_flags(*app, request.reuse_mode);
  add_chart_flags(*app, request.chart);
  add_output_flag(*app, flags->format);
  return {app,
          {"helm telepresence diff --reuse-values --set logLevel=debug",
           "helm telepresence diff --live", "helm telepresence diff --revision 3"},
          [flags](Session& session, const std::vector<std::string>& extra) {
            run(*flags, session, extra);
          },
          true};
}

}  // namespace telepresence::cli
