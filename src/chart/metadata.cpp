#include "chart/metadata.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <memory>

#include "platform/files.hpp"
#include "util/error.hpp"
#include "util/yaml.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

// Helm's own limit for one file of a chart (helm pkg/chart/loader/archive.go).
constexpr la_int64_t largest_file = 5LL * 1024 * 1024;

struct ArchiveDeleter {
  void operator()(archive* reader) const { archive_read_free(reader); }
};
using Archive = std::unique_ptr<archive, ArchiveDeleter>;

[[noreturn]] void fail_archive(const fs::path& path, archive* reader) {
  const char* reason = archive_error_string(reader);
  throw Error(ErrorKind::input, fmt::format("{}: not a packaged chart: {}", path.string(),
                                            reason != nullptr ? reason : "cannot be read"));
}

// "telepresence/Chart.yaml": the top folder may have any name, as for helm.
bool is_chart_yaml(const std::string& entry) {
  const auto slash = entry.find('/');
  return slash != std::string::npos && entry.substr(slash + 1) == "Chart.yaml";
}

std::string read_chart_yaml_from_archive(const fs::path& path) {
  const Archive reader(archive_read_new());
  if (!reader) throw std::bad_alloc();
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_tar(reader.get());
  constexpr std::size_t block = 65536;
  if (archive_read_open_filename(reader.get(), path.c_str(), block) != ARCHIVE_OK) {
    fail_archive(path, reader.get());
  }
  archive_entry* entry = nullptr;
  int result = ARCHIVE_OK;
  while ((result = archive_read_next_header(reader.get(), &entry)) == ARCHIVE_OK) {
    const char* name = archive_entry_pathname(entry);
    if (name == nullptr || !is_chart_yaml(name)) continue;
    const auto size = archive_entry_size(entry);
    if (size > largest_file) {
      throw Error(ErrorKind::input,
                  fmt::format("{}: {} is larger than {} bytes", path.string(), name, largest_file));
    }
    std::string text(static_cast<std::size_t>(size), '\0');
    if (archive_read_data(reader.get(), text.data(), text.size()) != size) {
      fail_archive(path, reader.get());
    }
    return text;
  }
  if (result != ARCHIVE_EOF) fail_archive(path, reader.get());
  throw Error(ErrorKind::input, fmt::format("{}: no Chart.yaml in it", path.string()),
              "A packaged chart is what `helm package` or `helm pull` makes.");
}

}  // namespace

Metadata read_metadata(const fs::path& chart) {
  std::error_code error;
  const auto status = fs::status(chart, error);
  if (!fs::exists(status)) {
    throw Error(ErrorKind::input, fmt::format("{}: no such chart", chart.string()),
                "--chart takes a chart's folder or a packaged chart (.tgz).");
  }
  const bool folder = fs::is_directory(status);
  const auto origin = folder ? (chart / "Chart.yaml").string() : chart.string() + ":Chart.yaml";
  std::string text;
  if (folder) {
    auto found = platform::read_file_if_present(chart / "Chart.yaml");
    if (!found) {
      throw Error(ErrorKind::input, fmt::format("{}: no Chart.yaml in it", chart.string()),
                  "--chart takes a chart's folder or a packaged chart (.tgz).");
    }
    text = *std::move(found);
  } else {
    text = read_chart_yaml_from_archive(chart);
  }
  const auto document = yaml::Document::parse(text, origin);
  Metadata metadata;
  metadata.name = document.root()["name"].scalar();
  const std::string version(document.root()["version"].scalar());
  metadata.app_version = document.root()["appVersion"].scalar();
  if (metadata.name.empty()) throw Error(ErrorKind::input, origin + ": name is missing");
  const auto parsed = Version::parse(version);
  if (!parsed) {
    throw Error(ErrorKind::input, fmt::format("{}: version '{}' is no version", origin, version));
  }
  metadata.version = *parsed;
  return metadata;
}

}  // namespace telepresence::chart
