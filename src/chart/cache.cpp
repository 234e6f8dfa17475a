#include "chart/cache.hpp"

#include "net/digest.hpp"
#include "util/error.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

// helmpath, on Linux.
fs::path helm_cache(const platform::Environment& environment) {
  if (const auto folder = environment.get("HELM_CACHE_HOME")) return *folder;
  if (const auto folder = environment.get("XDG_CACHE_HOME")) return fs::path(*folder) / "helm";
  if (const auto home = environment.get("HOME")) return fs::path(*home) / ".cache" / "helm";
  throw Error(ErrorKind::environment, "there is no directory to keep charts in",
              "Set HELM_CACHE_HOME.");
}

}  // namespace

Cache::Cache(const platform::Environment& environment)
    : folder_(helm_cache(environment) / "telepresence") {}

fs::path Cache::versions(const std::string& address, const std::string& trust,
                         const std::string& chart_name) const {
  return folder_ / "versions" / net::sha256(address + '\n' + trust + '\n' + chart_name);
}

fs::path Cache::namespaces(const std::string& cluster) const {
  return folder_ / "namespaces" / net::sha256(cluster);
}

fs::path Cache::revisions(const std::string& cluster, const std::string& release_namespace) const {
  return folder_ / "revisions" / net::sha256(cluster + '\n' + release_namespace);
}

fs::path Cache::chart(const std::string& digest) const {
  return folder_ / "charts" / (digest + ".tgz");
}

void Cache::clear_place(const fs::path& file) {
  std::error_code error;
  if (fs::is_directory(fs::symlink_status(file, error))) fs::remove_all(file, error);
}

fs::path Cache::scratch() const { return folder_ / "scratch" / "folder"; }

}  // namespace telepresence::chart
