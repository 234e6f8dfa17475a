// A chart that prints its values and installs nothing: so helm itself tells what they are, merged
// as it merges them.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "yaml/value.hpp"

namespace telepresence::chart {

struct ChartFile {
  std::string path;  // below the chart's folder
  std::string text;
};

// The one that has the defaults of `chart`, a folder or a .tgz, and of its subcharts, but neither
// their templates nor their schemas. Its files are given one by one: they may be many. Throws Error
// (input) where it cannot be read.
using WriteFile = std::function<void(const ChartFile&)>;
void write_values_chart_of(const std::filesystem::path& chart, const WriteFile& write);
// One without defaults: what it prints was given to it.
void write_bare_values_chart(const WriteFile& write);

// Its only manifest.
constexpr const char* values_template = "templates/values.yaml";

// The values in what `helm template` prints of it, and in the notes of a release of it (helm
// renders no manifest of an upgrade). Throw Error (helm) where there are none.
yaml::Value values_in_manifest(const std::string& manifest);
yaml::Value values_in_notes(std::string_view notes);

}  // namespace telepresence::chart
