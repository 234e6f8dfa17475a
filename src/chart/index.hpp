// A repository's index.yaml, read as a stream of events: an index may hold 20,000 versions,
// of which a few fields of one chart are wanted. As in helm, one that is JSON is read as
// JSON, any other as YAML.
#pragma once

#include <filesystem>
#include <functional>
#include <string>

namespace telepresence::chart {

// One version of a chart, as the index has it (helm pkg/repo, ChartVersion). A field that
// is missing there is "".
struct IndexEntry {
  std::string version;
  std::string app_version;
  std::string created;  // RFC 3339
  std::string digest;   // SHA-256 of the archive, as it is written there
  std::string url;      // the first one, which helm uses; may be relative
};

// Calls `visit` for each entry of `chart_name`, in the index's order. `origin` names the
// index in errors. Throws Error (input) that begins with "origin:line: " when the file is
// no YAML or no index, or has `entries` or the chart twice; some entries may have been
// visited by then.
void read_index(const std::filesystem::path& file, const std::string& chart_name,
                const std::string& origin, const std::function<void(const IndexEntry&)>& visit);

}  // namespace telepresence::chart
