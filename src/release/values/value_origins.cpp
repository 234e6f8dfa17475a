#include "release/values/value_origins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <iterator>
#include <ranges>
#include <set>
#include <utility>

#include "release/values/secret_values.hpp"
#include "util/text.hpp"
#include "yaml/at.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using yaml::Value;

std::size_t rank_of(const ValueSource& source) {
  constexpr std::string_view order[] = {"--values",     "--set-json", "--set",
                                        "--set-string", "--set-file", "--set-literal"};
  return static_cast<std::size_t>(
      std::distance(std::begin(order), std::ranges::find(order, source.flags.front())));
}

void add_form(const char* name, const ShortForms& form, std::vector<ValueSource>& sources) {
  if (form.empty()) return;
  helm::ChangeOptions options;
  options.values = values_of(form);
  sources.push_back({name, helm::value_flags(options)});
}

void add_flag(const helm::ValueFlag& flag, std::vector<ValueSource>& sources) {
  if (flag.flag != "--values") {
    sources.push_back({flag.flag, {flag.flag, flag.value}});
    return;
  }
  for (const auto& file : helm::values_files({flag.flag, flag.value})) {
    sources.push_back({text::without_logins(file), {flag.flag, file}});
  }
}

// Of the key, which is where a reader looks; 0 where that is not known.
std::size_t line_of(const Value& values, const ValuePath& path) {
  const auto* value = &values;
  std::size_t line = 0;
  for (const auto& key : path) {
    const auto entry = std::ranges::find_if(
        value->entries(), [&](const yaml::Entry& one) { return one.key.scalar() == key; });
    if (entry == value->entries().end()) return 0;
    line = entry->key.line();
    value = &entry->value;
  }
  return line;
}

using Visit = std::function<void(const ValuePath& path, const Value& value)>;

// Of maps only those that are empty.
void for_each_leaf(const Value& values, ValuePath& path, const Visit& visit) {
  for (const auto& [key, value] : values.entries()) {
    path.emplace_back(key.scalar());
    if (value.entries().empty()) {
      visit(path, value);
    } else {
      for_each_leaf(value, path, visit);
    }
    path.pop_back();
  }
}

void for_each_leaf(const Value& values, const Visit& visit) {
  ValuePath path;
  for_each_leaf(values, path, visit);
}

bool is_null(const Value& value) { return value.kind() == Value::Kind::null; }

// The last source that gives it. A null that helm has taken for "as it was" gives nothing.
std::optional<std::string> origin_in(const std::vector<ValueSource>& sources, const ValuePath& path,
                                     const Value& value) {
  for (const auto& source : std::views::reverse(sources)) {
    const auto& given = yaml::at(source.values, path);
    if (!given || (is_null(given) && !is_null(value))) continue;
    const auto line = line_of(source.lines, path);
    return line == 0 ? source.name : fmt::format("{}:{}", source.name, line);
  }
  return std::nullopt;
}

class Listing {
 public:
  explicit Listing(const MergedValues& merged) : merged_(merged) {}

  std::vector<EffectiveValue> list() {
    for_each_leaf(merged_.effective,
                  [this](const ValuePath& path, const Value& value) { add(path, value); });
    for (const auto& source : merged_.sources) add_taken_away(source);
    std::ranges::sort(values_, {}, &EffectiveValue::path);
    return std::move(values_);
  }

 private:
  void add(const ValuePath& path, const Value& value) {
    const auto& standard = yaml::at(merged_.defaults, path);
    const bool is_changed = !standard || yaml::to_json(standard) != yaml::to_json(value);
    const auto* const otherwise =
        is_changed && merged_.keeps_old_defaults ? origin_release : origin_chart;
    // Everybody can read what the chart has for all.
    auto shown = is_changed ? without_secrets(path, value) : ShownValue{value, false};
    values_.push_back({path, std::move(shown.value),
                       origin_in(merged_.sources, path, value).value_or(otherwise), is_changed,
                       shown.is_masked});
  }

  void add_taken_away(const ValueSource& source) {
    for_each_leaf(source.values, [this](const ValuePath& path, const Value& value) {
      const bool takes_away =
          is_null(value) && !yaml::at(merged_.effective, path) && yaml::at(merged_.defaults, path);
      if (takes_away && taken_away_.insert(path).second) add(path, value);
    });
  }

  const MergedValues& merged_;
  std::vector<EffectiveValue> values_;
  std::set<ValuePath> taken_away_;
};

// The path of what `text`, keys with points between them, means in `values`: a key may have points
// itself.
std::optional<ValuePath> path_in(const Value& values, std::string_view text) {
  for (const auto& [key, value] : values.entries()) {
    const auto name = key.scalar();
    if (text == name) return ValuePath{std::string(name)};
    if (!text.starts_with(name) || text[name.size()] != '.') continue;
    if (auto rest = path_in(value, text.substr(name.size() + 1))) {
      rest->insert(rest->begin(), std::string(name));
      return rest;
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<ValueSource> sources_of(const std::vector<helm::ValueFlag>& values,
                                    const ShortForms& forms) {
  std::vector<ValueSource> sources;
  add_form("--managed-namespaces", {forms.managed_namespaces, {}, {}}, sources);
  add_form("--client-subject", {{}, forms.client_subjects, {}}, sources);
  add_form("--image-registry", {{}, {}, forms.image_registry}, sources);
  for (const auto& flag : values) add_flag(flag, sources);
  std::ranges::stable_sort(sources, {}, rank_of);
  return sources;
}

std::string to_text(const ValuePath& path) {
  std::string text;
  for (const auto& key : path) {
    if (!text.empty()) text += '.';
    for (const char c : key) {
      if (c == '.' || c == '\\' || c == ',' || c == '=' || c == '[') text += '\\';
      text += c;
    }
  }
  return text;
}

std::vector<EffectiveValue> effective_values(const MergedValues& merged) {
  return Listing(merged).list();
}

std::vector<StrangeValue> strange_values(const Value& given,
                                         const std::vector<ValueSource>& sources,
                                         const chart::ValueSources& chart) {
  std::vector<StrangeValue> strange;
  for (auto& unknown : chart::unknown_values(given, chart)) {
    const auto path = path_in(given, unknown.path).value_or(ValuePath());
    strange.push_back({std::move(unknown.path),
                       origin_in(sources, path, yaml::at(given, path)).value_or(origin_release),
                       std::move(unknown.likely)});
  }
  return strange;
}

}  // namespace telepresence::release
