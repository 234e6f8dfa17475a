#include "supply/package.hpp"

#include <fmt/format.h>

#include "chart/download.hpp"
#include "chart/edition.hpp"
#include "net/digest.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

namespace fs = std::filesystem;

void check_is_file(const fs::path& path, const std::string& origin) {
  std::error_code error;
  const auto status = fs::status(path, error);
  if (fs::is_directory(status)) {
    throw Error(ErrorKind::input, origin + ": a directory, not a packaged chart",
                "`helm package` makes one of it.");
  }
  if (!fs::exists(status)) throw Error(ErrorKind::input, origin + ": no such file");
  if (!fs::is_regular_file(status)) throw Error(ErrorKind::input, origin + ": not a file");
}

}  // namespace

std::string parse_digest(const std::optional<std::string>& flag) {
  auto digest = net::normalized_digest(flag.value_or(""));
  if (flag && digest.empty()) {
    throw Error(ErrorKind::usage,
                fmt::format("--digest {}: not a SHA-256 digest", text::shown(*flag)),
                "Write it as sha256: and 64 hexadecimal digits.");
  }
  return digest;
}

void check_provenance(const PackagedChart& chart, const FetchOptions& options,
                      const std::string& where) {
  if (options.provenance != Provenance::required || chart.provenance) return;
  throw Error(ErrorKind::input,
              fmt::format("{}: there is no provenance file, so no signature to verify", where));
}

PackagedChart keep_package(const fs::path& file, const std::string& origin,
                           const std::string& digest, const chart::Cache& cache) {
  PackagedChart chart;
  chart.origin = origin;
  chart.file_name = file.filename().string();
  const auto check = [&](const fs::path& archive, const std::string& found) {
    chart.metadata = chart::read_metadata(archive, origin);
    chart::check_is_traffic_manager(chart.metadata, origin);
    if (digest.empty()) return;
    if (found != digest) {
      throw Error(ErrorKind::input,
                  fmt::format("{}: its digest is sha256:{}, not sha256:{}", origin, found, digest));
    }
    chart.promised_by = "--digest";
  };
  const auto kept = chart::copy_into(cache, file, check);
  chart.path = kept.path;
  chart.digest = kept.digest;
  return chart;
}

PackagedChart read_package(const fs::path& path, const FetchOptions& options,
                           const chart::Cache& cache) {
  const auto origin = text::printable(path.string());
  check_is_file(path, text::shown(path.string()));
  auto chart = keep_package(path, origin, options.digest, cache);
  const auto provenance = path.string() + ".prov";
  if (options.provenance != Provenance::none) {
    chart.provenance = platform::read_file_if_present(provenance, chart::largest_provenance);
  }
  check_provenance(chart, options, provenance);
  return chart;
}

}  // namespace telepresence::supply
