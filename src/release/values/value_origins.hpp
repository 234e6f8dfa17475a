// Where each of the values comes from that the Traffic Manager is given.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "chart/known_values.hpp"
#include "helm/arguments.hpp"
#include "release/short_forms.hpp"
#include "yaml/value.hpp"

namespace telepresence::release {

// What gives values: a file, a flag, the release.
struct ValueSource {
  std::string name;         // "values.yaml", "--set", "--managed-namespaces"
  helm::Arguments flags;    // for a helm that is given nothing else
  yaml::Value values = {};  // what it gives by itself, as helm reads it
  yaml::Value lines = {};   // of a file: the same with its lines; none where it has none
};

// The user's flags in the order in which helm takes them, the last one winning: files, then each
// kind of --set in turn, wherever they stand. Source: helm, pkg/cli/values/options.go. Short forms
// are --set-json that stand before the user's own.
std::vector<ValueSource> sources_of(const std::vector<helm::ValueFlag>& values,
                                    const ShortForms& forms);

// What helm has made of all sources.
struct MergedValues {
  yaml::Value effective;             // what the chart is rendered with
  yaml::Value defaults;              // the chart's own
  std::vector<ValueSource> sources;  // the last one wins
  // The release's chart is rendered with the defaults of its former version (--reuse-values).
  bool keeps_old_defaults = false;
};

using ValuePath = std::vector<std::string>;

// As --set takes it: "nodeSelector.kubernetes\.io/os".
std::string to_text(const ValuePath& path);

struct EffectiveValue {
  ValuePath path;
  yaml::Value value;        // never a map with something in it; what may be a secret is masked
  std::string origin;       // "chart", "release", "values.yaml:12", "--set"
  bool is_changed = false;  // is another one than the chart's default
  bool is_masked = false;
};

// Sorted by path. A list is one value, since it replaces another as a whole. A null that takes away
// a default is listed too.
std::vector<EffectiveValue> effective_values(const MergedValues& merged);

// A value of the user's that a chart does not know.
struct StrangeValue {
  std::string path;
  std::string origin;
  std::optional<std::string> likely;  // what was most likely meant
};

// Those of `given`, which the sources give together.
std::vector<StrangeValue> strange_values(const yaml::Value& given,
                                         const std::vector<ValueSource>& sources,
                                         const chart::ValueSources& chart);

// The names of the sources that are no flags.
constexpr const char* origin_chart = "chart";
constexpr const char* origin_release = "release";

}  // namespace telepresence::release
