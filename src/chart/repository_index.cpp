#include "chart/repository_index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <fstream>

#include "chart/limits.hpp"
#include "net/digest.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/semver.hpp"
#include "util/text.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t largest_index = 256 * mebibyte;

// The kept file: a first line that says what it is, the validators, a line for each version
// with its fields between tabs, and a last line with the SHA-256 of all before it.
constexpr std::string_view first_line = "versions of a chart, form 2";
constexpr std::string_view last_line_mark = "end ";

std::string last_line(const std::string& digest) {
  return std::string(last_line_mark) + digest + '\n';
}

std::string one_line(std::string text) {
  std::ranges::replace_if(
      text, [](char c) { return c == '\t' || c == '\n' || c == '\r'; }, ' ');
  return text;
}

std::string write_entry(const IndexEntry& entry) {
  return fmt::format("{}\t{}\t{}\t{}\t{}\n", one_line(entry.version), one_line(entry.app_version),
                     one_line(entry.created), one_line(entry.digest), one_line(entry.url));
}

void read_entry(const std::string& line, IndexEntry& entry) {
  std::string* const fields[] = {&entry.version, &entry.app_version, &entry.created, &entry.digest,
                                 &entry.url};
  std::size_t start = 0;
  for (auto* field : fields) {
    const auto end = std::min(line.find('\t', start), line.size());
    field->assign(line, start, end - start);
    start = std::min(end + 1, line.size());
  }
}

// An entry has tabs.
bool is_last(const std::string& line) {
  return line.starts_with(last_line_mark) && line.find('\t') == std::string::npos;
}

// Whether the file's last line belongs to what stands before it.
bool is_whole(std::ifstream& file) {
  const auto tail = static_cast<std::streamoff>(last_line(net::sha256({})).size());
  file.seekg(0, std::ios::end);
  auto left = static_cast<std::streamoff>(file.tellg()) - tail;
  file.seekg(0);
  net::Sha256 digest;
  std::array<char, 65536> block{};
  while (left > 0 && file.read(block.data(), std::min<std::streamoff>(left, block.size()))) {
    digest.update({block.data(), static_cast<std::size_t>(file.gcount())});
    left -= file.gcount();
  }
  std::string end(static_cast<std::size_t>(tail), '\0');
  return left == 0 && file.read(end.data(), tail) && end == last_line(digest.finish());
}

// The validators of a kept file; nothing when it is not there, not whole, or of another form.
std::optional<net::Validators> kept_validators(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!is_whole(file)) return std::nullopt;
  file.seekg(0);
  std::string line;
  net::Validators validators;
  if (!std::getline(file, line) || line != first_line) return std::nullopt;
  if (!std::getline(file, validators.etag)) return std::nullopt;
  if (!std::getline(file, validators.last_modified)) return std::nullopt;
  return validators;
}

using Visit = std::function<void(const IndexEntry&)>;

// All of it is in memory later; a hundred thousand usual versions fit.
constexpr std::size_t most_kept = 32 * mebibyte;

// Writes the kept file with the entries that `read` gives.
void keep_versions(const fs::path& place, const std::string& origin,
                   const net::Validators& validators,
                   const std::function<void(const Visit&)>& read) {
  platform::StagedFile file(place);
  net::Sha256 digest;
  std::size_t written = 0;
  const auto write = [&](const std::string& lines) {
    written += lines.size();
    if (written > most_kept) {
      throw Error(ErrorKind::input, fmt::format("{}: it says more than {} of the chart's versions",
                                                origin, text::binary_size(most_kept)));
    }
    file.write(lines);
    digest.update(lines);
  };
  std::string lines =
      fmt::format("{}\n{}\n{}\n", first_line, validators.etag, validators.last_modified);
  read([&](const IndexEntry& entry) {
    constexpr std::size_t block = 65536;
    lines += write_entry(entry);
    if (lines.size() < block) return;
    write(lines);
    lines.clear();
  });
  write(lines);
  file.write(last_line(digest.finish()));
  Cache::clear_place(place);
  file.commit(false);
}

// Throws Error (usage).
net::Url index_of(const Repository& repository) {
  if (auto url = repository.url.in_folder("index.yaml")) return *std::move(url);
  throw Error(ErrorKind::usage,
              repository.description() + ": not an address that can have an index.yaml");
}

}  // namespace

RepositoryIndex::RepositoryIndex(const Repository& repository, const net::Url& index,
                                 const std::string& chart_name, const Cache& cache)
    : description_(repository.description()),
      chart_name_(chart_name),
      versions_(cache.versions(index.text(),
                               repository.access.insecure_skip_tls_verify
                                   ? "insecure"
                                   : repository.access.ca_file.string(),
                               chart_name)) {}

RepositoryIndex::RepositoryIndex(const Repository& repository, const std::string& chart_name,
                                 const Cache& cache, net::HttpClient& http,
                                 const net::Transfer& transfer)
    : RepositoryIndex(repository, index_of(repository), chart_name, cache) {
  const auto url = index_of(repository);
  platform::StagedFile body(versions_);
  platform::remove_abandoned(versions_.parent_path());
  const auto kept = kept_validators(versions_);
  const net::Receiver receiver{[&] { body.restart(); },
                               [&](std::string_view bytes) { body.write(bytes); }};
  const auto response =
      http.get({url, repository.access, kept.value_or(net::Validators{}), true, largest_index},
               receiver, transfer);
  if (response.not_modified && kept) return;

  keep_versions(versions_, url.shown(), response.validators, [&](const auto& visit) {
    read_index(body.path(), chart_name, url.shown(), visit);
  });
}

std::optional<RepositoryIndex> RepositoryIndex::kept(const Repository& repository,
                                                     const std::string& chart_name,
                                                     const Cache& cache) {
  RepositoryIndex index(repository, index_of(repository), chart_name, cache);
  if (!kept_validators(index.versions_)) return std::nullopt;
  return index;
}

void RepositoryIndex::for_each(const std::function<void(const IndexEntry&)>& visit) const {
  std::ifstream file(versions_, std::ios::binary);
  if (!file) {
    throw Error(ErrorKind::environment,
                fmt::format("{}: cannot be read any more", versions_.string()));
  }
  std::string line;
  constexpr int head = 3;
  for (int i = 0; i < head; ++i) std::getline(file, line);
  IndexEntry entry;
  while (std::getline(file, line) && !is_last(line)) {
    read_entry(line, entry);
    visit(entry);
  }
}

IndexEntry RepositoryIndex::find(const std::string& wanted, const VersionRange& range) const {
  std::optional<IndexEntry> literal;
  std::optional<IndexEntry> newest;
  Version newest_version;
  for_each([&](const IndexEntry& entry) {
    if (literal) return;
    if (!wanted.empty() && entry.version == wanted) literal = entry;
    const auto version = Version::parse(entry.version);
    if (!version || !range.contains(*version)) return;
    if (newest && *version <= newest_version) return;
    newest = entry;
    newest_version = *version;
  });
  if (literal) return *literal;
  if (newest) return *newest;
  const auto near = nearest(wanted);
  const auto what = wanted.empty() ? chart_name_ : chart_name_ + ' ' + wanted;
  throw Error(ErrorKind::not_found, fmt::format("{} has no chart {}", description_, what),
              near.empty() ? "" : "The nearest versions: " + text::join(near, ", "));
}

// Those around it in the order of versions; the newest when it is a range.
std::vector<std::string> RepositoryIndex::nearest(const std::string& wanted) const {
  constexpr std::ptrdiff_t on_each_side = 3;
  std::vector<Version> versions;
  for_each([&](const IndexEntry& entry) {
    if (const auto version = Version::parse(entry.version)) versions.push_back(*version);
  });
  std::ranges::sort(versions, std::greater<>());
  auto middle = versions.begin();
  if (const auto version = Version::parse(wanted)) {
    middle = std::ranges::lower_bound(versions, *version, std::greater<>());
  }
  const auto begin = middle - std::min(on_each_side, middle - versions.begin());
  const auto end = middle + std::min(on_each_side, versions.end() - middle);
  std::vector<std::string> texts;
  for (auto it = begin; it != end; ++it) texts.push_back(it->to_string());
  return texts;
}

std::vector<ListedVersion> newest_first(const RepositoryIndex& index) {
  std::vector<ListedVersion> listed;
  index.for_each([&](const IndexEntry& entry) {
    if (const auto version = Version::parse(entry.version)) listed.push_back({*version, entry});
  });
  std::ranges::stable_sort(listed, std::greater<>(), &ListedVersion::version);
  return listed;
}

Download download_of(const Repository& repository, const IndexEntry& entry) {
  const auto url = repository.url.in_folder(entry.url);
  if (entry.url.empty() || !url) {
    throw Error(ErrorKind::input, fmt::format("{}: the index has no http or https URL for {}",
                                              repository.description(), entry.version));
  }
  const auto digest = net::normalized_digest(entry.digest);
  if (digest.empty() && !entry.digest.empty()) {
    throw Error(ErrorKind::input,
                fmt::format("{}: the index has '{}' for the digest of {}, which is no SHA-256",
                            repository.description(), entry.digest, entry.version));
  }
  return {*url, repository.access, digest, "the index"};
}

}  // namespace telepresence::chart
