// `helm telepresence values`
#include "commands/values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/flags/basic.hpp"
#include "cli/flags/output.hpp"
#include "cli/flags/source.hpp"
#include "cli/flags/target.hpp"
#include "cli/flags/values.hpp"
#include "cli/report/describe.hpp"
#include "cli/report/json.hpp"
#include "cli/report/table.hpp"
#include "cli/subcommand.hpp"
#include "util/error.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::cli {
namespace {

using release::EffectiveValue;
using release::to_text;

struct Flags {
  commands::ValuesRequest request;
  OutputFormat format = OutputFormat::text;
  bool defaults = false;
  bool changed = false;
  std::optional<std::string> other_version;
};

void check_flags(const Flags& flags) {
  const auto& request = flags.request;
  const auto refuse = [](const char* one, const char* other, const char* hint) {
    throw Error(ErrorKind::usage, fmt::format("{} and {} cannot be used together", one, other),
                hint);
  };
  if (flags.other_version) {
    if (flags.defaults) refuse("--for", "--defaults", "The chart knows its own defaults.");
    if (flags.changed) refuse("--for", "--changed", "--for is about your own values alone.");
    if (request.chart.source.version) refuse("--for", "--version", "--for names the version.");
  }
  if (!flags.defaults) return;
  if (flags.changed) refuse("--defaults", "--changed", "No default differs from itself.");
  if (request.settings.helm.gives_values() || !request.settings.short_forms.empty() ||
      request.reuse_mode) {
    refuse("--defaults", "values", "Leave --defaults out to see what they change.");
  }
}

std::string chart_of(const commands::ValuesSubject& subject) {
  return fmt::format("chart {} {}", subject.chart.name, subject.chart.version.to_string());
}

const char* taken(const commands::ValuesSubject& subject) {
  if (subject.rule) return describe(*subject.rule, subject.values_given);
  return subject.values_given ? "the chart's defaults, and those given now on top"
                              : "the chart's defaults";
}

std::string headline(const commands::ValuesSubject& subject) {
  return fmt::format("Values for namespace {}, {}: {}", subject.target.manager_namespace,
                     chart_of(subject), taken(subject));
}

// A scalar as YAML has it, so that "8081" and 8081 look different; else JSON, in one line.
std::string shown(const EffectiveValue& value) {
  const auto kind = value.value.kind();
  if (kind == yaml::Value::Kind::list || kind == yaml::Value::Kind::map) {
    return yaml::to_json(value.value);
  }
  if (value.is_masked) return std::string(value.value.scalar());
  return std::string(text::trim(yaml::write(value.value)));
}

std::string table_text(const std::string& title, const std::vector<Cells>& table) {
  return title + '\n' + text::join(in_columns(table), "\n") + '\n';
}

std::string values_text(const commands::ValuesReport& report) {
  std::vector<Cells> table = {{"KEY", "SOURCE", "VALUE"}};
  for (const auto& value : report.values) {
    table.push_back({to_text(value.path), value.origin, shown(value)});
  }
  return table_text(headline(report.subject), table);
}

nlohmann::ordered_json subject_json(const commands::ValuesSubject& subject) {
  nlohmann::ordered_json json;
  add(json, fields_of(subject.target));
  json["chart"] = {{"name", subject.chart.name}, {"version", subject.chart.version.to_string()}};
  json["revision"] = nullptr;
  if (subject.release) json["revision"] = subject.release->revision;
  json["valuesRule"] = subject.rule ? to_word(*subject.rule) : "";
  return json;
}

std::string values_json(const commands::ValuesReport& report) {
  auto json = subject_json(report.subject);
  json["values"] = nlohmann::ordered_json::array();
  for (const auto& value : report.values) {
    json["values"].push_back({{"key", to_text(value.path)},
                              {"value", nlohmann::ordered_json::parse(yaml::to_json(value.value))},
                              {"source", value.origin},
                              {"changed", value.is_changed},
                              {"masked", value.is_masked}});
  }
  return dump(json);
}

// Of values whose paths have their first `depth` keys in common.
yaml::Value tree_of(const std::vector<EffectiveValue>& values, std::size_t depth) {
  std::vector<yaml::Entry> entries;
  for (auto first = values.begin(); first != values.end();) {
    const auto& key = first->path[depth];
    const auto end = std::find_if(
        first, values.end(), [&](const EffectiveValue& value) { return value.path[depth] != key; });
    std::vector<EffectiveValue> below;
    std::copy_if(first, end, std::back_inserter(below),
                 [&](const EffectiveValue& value) { return value.path.size() > depth + 1; });
    entries.push_back(
        {yaml::Value::text(key), below.empty() ? first->value : tree_of(below, depth + 1)});
    first = end;
  }
  return yaml::Value::map(std::move(entries));
}

// A values file: what stands for a secret must not become one.
std::string values_file(const commands::ValuesReport& report) {
  auto file = fmt::format("# {}\n", text::printable(headline(report.subject)));
  std::vector<EffectiveValue> open;
  for (const auto& value : report.values) {
    if (!value.is_masked) {
      open.push_back(value);
      continue;
    }
    file += fmt::format("# Left out, since it may be a secret: {} ({})\n",
                        text::printable(to_text(value.path)), text::printable(value.origin));
  }
  return file + yaml::write(tree_of(open, 0));
}

std::string strange_text(const commands::StrangeValuesReport& report) {
  const auto& subject = report.subject;
  if (!report.has_values) return "No values are given\n";
  if (report.strange.empty()) {
    return fmt::format("The {} knows all values that are given\n", chart_of(subject));
  }
  std::vector<Cells> table = {{"KEY", "SOURCE", "LIKELY"}};
  for (const auto& value : report.strange) {
    table.push_back({value.path, value.origin, value.likely.value_or("")});
  }
  return table_text(fmt::format("Values that the {} does not know:", chart_of(subject)), table);
}

std::string strange_json(const commands::StrangeValuesReport& report) {
  auto json = subject_json(report.subject);
  json["unknown"] = nlohmann::ordered_json::array();
  for (const auto& value : report.strange) {
    nlohmann::ordered_json one = {
        {"key", value.path}, {"source", value.origin}, {"likely", nullptr}};
    if (value.likely) one["likely"] = *value.likely;
    json["unknown"].push_back(std::move(one));
  }
  return dump(json);
}

void show_values(Session& session, const Flags& flags) {
  auto report = flags.defaults ? commands::default_values(flags.request, session.world())
                               : commands::values(flags.request, session.world());
  if (flags.changed) {
    std::erase_if(report.values, [](const EffectiveValue& value) { return !value.is_changed; });
  }
  if (flags.format == OutputFormat::yaml) return session.show_file(values_file(report));
  session.show(
      flags.format, [&] { return values_text(report); }, [&] { return values_json(report); });
}

void show_strange(Session& session, const Flags& flags) {
  auto request = flags.request;
  request.chart.source.version = flags.other_version;
  // Nothing is installed of it.
  request.chart.version_check = supply::VersionCheck::off;
  const auto report = commands::strange_values(request, session.world());
  session.show(
      flags.format, [&] { return strange_text(report); }, [&] { return strange_json(report); });
}

}  // namespace

Subcommand add_values(CLI::App& root) {
  const auto flags = std::make_shared<Flags>();
  auto& request = flags->request;
  auto* app = add_command(root, "values", "Show the values, and where each of them comes from");
  add_target_flags(*app, request.target);
  add_flag(*app, {"--changed", "", "only those that differ from the chart's defaults"},
           flags->changed);
  add_flag(*app, {"--defaults", "", "the chart's defaults alone, without a look at the cluster"},
           flags->defaults);
  add_value(*app,
            {"--for", "VERSION",
             "only those of yours that the chart of this version does not know, e.g. --for 2.20.0"},
            flags->other_version);
  add_value_flags(*app, request.settings.helm.values);
  add_short_forms(*app, request.settings.short_forms);
  add_reuse_flags(*app, request.reuse_mode);
  add_chart_flags(*app, request.chart);
  add_output_flag(*app, flags->format);
  const auto run = [flags](Session& session, const std::vector<std::string>& /*extra*/) {
    check_flags(*flags);
    if (flags->other_version) {
      show_strange(session, *flags);
    } else {
      show_values(session, *flags);
    }
  };
  return {app,
          {"helm telepresence values", "helm telepresence values --changed -o yaml > values.yaml",
           "helm telepresence values -f values.yaml --set logLevel=debug",
           "helm telepresence values --for 2.20.0"},
          run};
}

}  // namespace telepresence::cli
