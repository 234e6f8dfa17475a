#include "chart/metadata.hpp"

#include <fmt/format.h>

#include "chart/archive.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"
#include "yaml/documents.hpp"

namespace telepresence::chart {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t largest_chart_yaml = 64UL << 10U;

}  // namespace

Metadata read_metadata(const fs::path& chart) { return read_metadata(chart, chart.string()); }

Metadata read_metadata(const fs::path& chart, const std::string& origin) {
  std::error_code error;
  const auto status = fs::status(chart, error);
  if (!fs::exists(status)) {
    throw Error(ErrorKind::input, origin + ": no such chart",
                "A chart is a folder with a Chart.yaml, or a packaged chart (.tgz).");
  }
  const bool folder = fs::is_directory(status);
  const auto file = origin + (folder ? "/Chart.yaml" : ":Chart.yaml");
  std::string text;
  if (folder) {
    auto found = platform::read_file_if_present(chart / "Chart.yaml", largest_chart_yaml);
    if (!found) {
      throw Error(ErrorKind::input, origin + ": no Chart.yaml in it",
                  "A chart is a folder with a Chart.yaml, or a packaged chart (.tgz).");
    }
    text = *std::move(found);
  } else {
    text = read_chart_yaml(chart, origin);
  }
  const auto document = yaml::parse(text, file, largest_chart_yaml);
  Metadata metadata;
  metadata.name = document["name"].scalar();
  const std::string version(document["version"].scalar());
  metadata.app_version = document["appVersion"].scalar();
  if (metadata.name.empty()) throw Error(ErrorKind::input, file + ": name is missing");
  const auto parsed = Version::parse(version);
  if (!parsed) {
    throw Error(ErrorKind::input, fmt::format("{}: version '{}' is no version", file, version));
  }
  metadata.version = *parsed;
  return metadata;
}

}  // namespace telepresence::chart
