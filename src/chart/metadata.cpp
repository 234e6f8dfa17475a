#include "chart/metadata.hpp"

#include <fmt/format.h>

#include "chart/archive.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"
#include "yaml/document.hpp"

namespace telepresence::chart {

namespace fs = std::filesystem;

Metadata read_metadata(const fs::path& chart) { return read_metadata(chart, chart.string()); }

Metadata read_metadata(const fs::path& chart, const std::string& origin) {
  std::error_code error;
  const auto status = fs::status(chart, error);
  if (!fs::exists(status)) {
    throw Error(ErrorKind::input, origin + ": no such chart",
                "--chart takes a chart's folder or a packaged chart (.tgz).");
  }
  const bool folder = fs::is_directory(status);
  const auto file = origin + (folder ? "/Chart.yaml" : ":Chart.yaml");
  std::string text;
  if (folder) {
    auto found = platform::read_file_if_present(chart / "Chart.yaml");
    if (!found) {
      throw Error(ErrorKind::input, origin + ": no Chart.yaml in it",
                  "--chart takes a chart's folder or a packaged chart (.tgz).");
    }
    text = *std::move(found);
  } else {
    text = read_chart_yaml(chart, origin);
  }
  const auto document = yaml::Document::parse(text, file);
  Metadata metadata;
  metadata.name = document.root()["name"].scalar();
  const std::string version(document.root()["version"].scalar());
  metadata.app_version = document.root()["appVersion"].scalar();
  if (metadata.name.empty()) throw Error(ErrorKind::input, file + ": name is missing");
  const auto parsed = Version::parse(version);
  if (!parsed) {
    throw Error(ErrorKind::input, fmt::format("{}: version '{}' is no version", file, version));
  }
  metadata.version = *parsed;
  return metadata;
}

}  // namespace telepresence::chart
