// Which values a chart knows, to tell a mistyped one from the user's: helm takes any.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "yaml/value.hpp"

namespace telepresence::chart {

// What the parts of a chart say of its values, and of itself.
struct ValueSources {
  yaml::Value description;             // Chart.yaml
  yaml::Value defaults;                // values.yaml
  yaml::Value schema;                  // values.schema.json
  std::string templates;               // the text of all of them
  bool templates_are_known = true;     // not of a chart that has too many
  std::vector<std::string> subcharts;  // whose values are under their names
};

// `chart` is a folder or a .tgz. Throws Error (input) where it cannot be read.
ValueSources read_value_sources(const std::filesystem::path& chart);

struct UnknownValue {
  std::string path;                   // "logLevl"
  std::optional<std::string> likely;  // the path that was most likely meant, "logLevel"
};

// Those of `values` that change nothing, as far as that can be told: at the top, those that
// the chart has nowhere; below, only those that are named nearly as another one is, since a chart
// may pass on a map of Kubernetes' own, whatever is in it.
std::vector<UnknownValue> unknown_values(const yaml::Value& values, const ValueSources& chart);

}  // namespace telepresence::chart
