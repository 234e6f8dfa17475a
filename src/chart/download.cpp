#include "chart/download.hpp"

#include <fmt/format.h>

#include "net/digest.hpp"
#include "platform/files.hpp"
#include "util/error.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_archive = 64UL * 1024 * 1024;
constexpr std::uint64_t largest_provenance = 1024UL * 1024;

// Something else in a cached chart's place is no chart.
bool is_cached(const fs::path& path, const std::string& digest) {
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return false;
  try {
    return net::sha256_of_file(path) == digest;
  } catch (const Error&) {
    // What cannot be read is fetched again.
    return false;
  }
}

}  // namespace

FetchedChart download(const Download& wanted, const Cache& cache, net::HttpClient& http,
                      const net::Transfer& transfer) {
  const bool promised = !wanted.digest.empty();
  if (promised) {
    auto path = cache.chart(wanted.digest);
    if (is_cached(path, wanted.digest)) return {std::move(path), wanted.digest};
  }
  // Its name is its digest, which is known at the end.
  const auto fetched = cache.chart("fetched");
  platform::StagedFile file(fetched);
  platform::remove_abandoned(fetched.parent_path());
  net::Sha256 sum;
  http.get({wanted.url, wanted.access, {}, false, largest_archive},
           {[&] {
              file.restart();
              sum.restart();
            },
            [&](std::string_view bytes) {
              file.write(bytes);
              sum.update(bytes);
            }},
           transfer);
  const auto digest = sum.finish();
  if (promised && digest != wanted.digest) {
    throw Error(ErrorKind::input,
                fmt::format("{}: its digest is sha256:{}, but {} promises sha256:{}",
                            wanted.url.shown(), digest, wanted.promised_by, wanted.digest),
                "Somebody changed the chart, or the promise is out of date. Nothing was kept.");
  }
  auto path = cache.chart(digest);
  Cache::clear_place(path);
  file.commit_as(path);
  return {std::move(path), digest};
}

std::optional<std::string> download_provenance(const net::Url& archive, const net::Access& access,
                                               bool required, net::HttpClient& http) {
  const auto url = archive.beside(".prov");
  std::string text;
  try {
    http.get({url, access, {}, false, largest_provenance},
             {[&] { text.clear(); }, [&](std::string_view bytes) { text += bytes; }}, {});
  } catch (const Error& error) {
    const bool missing =
        error.kind() == ErrorKind::not_found || (!required && error.kind() == ErrorKind::input);
    if (!missing) throw;
    return std::nullopt;
  }
  // Some servers answer with a page of their own for whatever they do not have.
  const bool is_one = text.find("-----BEGIN PGP SIGNED MESSAGE-----") != std::string::npos;
  return is_one ? std::optional(text) : std::nullopt;
}

}  // namespace telepresence::chart
