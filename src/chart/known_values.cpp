#include "chart/known_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "chart/files.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::chart {

namespace fs = std::filesystem;

namespace {

// What is looked at of a chart, by its path below the chart's folder.
struct Files {
  static constexpr std::size_t most_templates = 8UL << 20U;
  std::string values;
  std::string schema;
  std::string description;  // Chart.yaml
  std::string templates;
  bool templates_are_known = true;

  static bool wants(const std::string& path) {
    return path == "values.yaml" || path == "values.schema.json" || path == "Chart.yaml" ||
           path.starts_with("templates/");
  }

  void add(const std::string& path, std::string text) {
    if (path == "values.yaml") {
      values = std::move(text);
    } else if (path == "values.schema.json") {
      schema = std::move(text);
    } else if (path == "Chart.yaml") {
      description = std::move(text);
    } else if (templates.size() + text.size() > most_templates) {
      templates_are_known = false;
    } else {
      text::append_line(templates, text);
    }
  }
};

Files files_of(const fs::path& chart) {
  Files files;
  for_each_chart_file(chart, [&](const std::string& path, const ReadText& read) {
    if (Files::wants(path)) files.add(path, read());
  });
  return files;
}

bool is_part_of_name(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
}

// Whether a template reads a value by that name: `.Values.KEY`, `$values.KEY`, `.KEY`.
bool is_read(const std::string& templates, const std::string& owner, const std::string& key) {
  const auto wanted = owner + "." + key;
  for (auto at = templates.find(wanted); at != std::string::npos;
       at = templates.find(wanted, at + 1)) {
    const auto end = at + wanted.size();
    if (end == templates.size() || !is_part_of_name(templates[end])) return true;
  }
  return false;
}

std::vector<std::string> keys_of(const yaml::Value& map) {
  std::vector<std::string> keys;
  for (const auto& entry : map.entries()) keys.emplace_back(entry.key.scalar());
  return keys;
}

class Search {
 public:
  explicit Search(const ValueSources& chart) : chart_(chart) {}

  std::vector<UnknownValue> at_top(const yaml::Value& values) {
    const auto known = known_keys(chart_.defaults, chart_.schema);
    for (const auto& entry : values.entries()) {
      const std::string key(entry.key.scalar());
      if (key == "global" || is_one_of(chart_.subcharts, key)) continue;
      if (is_one_of(known, key)) {
        below(entry.value, key, chart_.defaults[key], chart_.schema["properties"][key]);
      } else if (!may_be_read("alues", key)) {
        found_.push_back({key, text::closest(key, known)});
      }
    }
    return std::move(found_);
  }

 private:
  bool may_be_read(const std::string& owner, const std::string& key) const {
    return !chart_.templates_are_known || is_read(chart_.templates, owner, key);
  }

  static bool is_one_of(const std::vector<std::string>& keys, const std::string& key) {
    return std::ranges::find(keys, key) != keys.end();
  }

  static std::vector<std::string> known_keys(const yaml::Value& defaults,
                                             const yaml::Value& schema) {
    auto keys = keys_of(defaults);
    for (auto& key : keys_of(schema["properties"])) keys.push_back(std::move(key));
    return keys;
  }

  void below(const yaml::Value& values, const std::string& path, const yaml::Value& defaults,
             const yaml::Value& schema) {
    const auto known = known_keys(defaults, schema);
    for (const auto& entry : values.entries()) {
      const std::string key(entry.key.scalar());
      if (is_one_of(known, key)) {
        below(entry.value, fmt::format("{}.{}", path, key), defaults[key],
              schema["properties"][key]);
        continue;
      }
      const auto near = text::closest(key, known);
      if (near && !may_be_read("", key)) {
        found_.push_back({fmt::format("{}.{}", path, key), fmt::format("{}.{}", path, *near)});
      }
    }
  }

  const ValueSources& chart_;
  std::vector<UnknownValue> found_;
};

}  // namespace

ValueSources read_value_sources(const fs::path& chart) {
  auto files = files_of(chart);
  ValueSources sources;
  sources.defaults = yaml::parse(files.values, chart.string() + ": values.yaml", largest_file);
  sources.schema = yaml::read_json(files.schema).value_or(yaml::Value());
  sources.templates = std::move(files.templates);
  sources.templates_are_known = files.templates_are_known;
  sources.description =
      yaml::parse(files.description, chart.string() + ": Chart.yaml", largest_file);
  for (const auto& dependency : sources.description["dependencies"].items()) {
    const auto& alias = dependency["alias"];
    sources.subcharts.emplace_back((alias ? alias : dependency["name"]).scalar());
  }
  return sources;
}

std::vector<UnknownValue> unknown_values(const yaml::Value& values, const ValueSources& chart) {
  return Search(chart).at_top(values);
}

}  // namespace telepresence::chart
