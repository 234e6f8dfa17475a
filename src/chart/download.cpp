#include "chart/download.hpp"

#include <fmt/format.h>

#include "net/digest.hpp"
#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

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

// Its name will be its digest, which is known at the end.
platform::StagedFile new_file(const Cache& cache) {
  const auto place = cache.chart("fetched");
  platform::remove_abandoned(place.parent_path());
  return platform::StagedFile(place);
}

fs::path keep(platform::StagedFile& file, const std::string& digest, const Cache& cache) {
  auto path = cache.chart(digest);
  Cache::clear_place(path);
  file.commit_as(path);
  return path;
}

}  // namespace

FetchedChart download(const Download& wanted, const CheckArchive& check, const Cache& cache,
                      net::HttpClient& http, const net::Transfer& transfer) {
  const bool promised = !wanted.digest.empty();
  if (promised) {
    auto path = cache.chart(wanted.digest);
    if (is_cached(path, wanted.digest)) {
      check(path, wanted.digest);
      return {std::move(path), wanted.digest};
    }
  }
  auto file = new_file(cache);
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
  check(file.path(), digest);
  return {keep(file, digest, cache), digest};
}

FetchedChart copy_into(const Cache& cache, const fs::path& file, const CheckArchive& check) {
  auto copy = new_file(cache);
  net::Sha256 sum;
  std::uint64_t size = 0;
  const bool there = platform::for_each_block(file, [&](std::string_view bytes) {
    size += bytes.size();
    if (size > largest_archive) {
      throw Error(ErrorKind::input, fmt::format("{}: larger than {} bytes, which no chart is",
                                                file.string(), largest_archive));
    }
    copy.write(bytes);
    sum.update(bytes);
  });
  if (!there) throw Error(ErrorKind::input, file.string() + ": no such file");
  const auto digest = sum.finish();
  check(copy.path(), digest);
  return {keep(copy, digest, cache), digest};
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
