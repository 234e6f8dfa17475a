// A packaged chart from where it is: found, fetched and checked. Needs no cluster.
#pragma once

#include "chart/repository_index.hpp"
#include "supply/package.hpp"
#include "supply/source.hpp"
#include "supply/tools.hpp"

namespace telepresence::supply {

// The packaged chart from any source but a folder, of the version that it has to be. Throws what
// net::HttpClient::get, chart::RepositoryIndex and pull_from_registry do, with what helps where
// this source is; and Error: not_found for a version that is not there; input for a folder, for
// what is not the chart that was promised, and for a wrong version. Nothing is kept of a wrong
// chart.
PackagedChart fetch(const Source& source, const FetchOptions& options, const Tools& tools);

// The versions that a repository has. Throws what chart::RepositoryIndex does, with what helps.
chart::RepositoryIndex open_index(const InRepository& source, const Tools& tools);

}  // namespace telepresence::supply
