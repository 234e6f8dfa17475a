// What was fetched and may be used again, below helm's cache folder. Every file appears
// whole or not at all, and is checked when it is read, so that a killed process and
// another one at the same time do no harm.
#pragma once

#include <filesystem>
#include <string>

#include "platform/environment.hpp"

namespace telepresence::chart {

class Cache {
 public:
  // $HELM_CACHE_HOME, which helm sets for plugins, else where helm would have it.
  explicit Cache(const platform::Environment& environment);

  // What is known of `chart_name` in the index at `address`. `trust`: how the server proved
  // who it is; what came without a proof must not be taken for what comes with one.
  std::filesystem::path versions(const std::string& address, const std::string& trust,
                                 const std::string& chart_name) const;

  // The names of a cluster's namespaces; `cluster` says which, and who asked.
  std::filesystem::path namespaces(const std::string& cluster) const;

  // The revisions of the release in a namespace of it.
  std::filesystem::path revisions(const std::string& cluster,
                                  const std::string& release_namespace) const;

  // A chart by its digest.
  std::filesystem::path chart(const std::string& digest) const;

  // Removes a folder that stands in the place of a kept file.
  static void clear_place(const std::filesystem::path& file);

  // For folders that are needed while a command runs.
  std::filesystem::path scratch() const;

 private:
  std::filesystem::path folder_;
};

}  // namespace telepresence::chart
