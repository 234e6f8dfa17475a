// A packaged chart out of an OCI registry, by helm's own `pull`: so the login is helm's too.
#pragma once

#include "supply/package.hpp"
#include "supply/source.hpp"
#include "supply/tools.hpp"

namespace telepresence::supply {

// Throws Error: helm, network, not_found or input, with helm's words, when the chart cannot be
// pulled; input when it is not the one that was promised or not a Traffic Manager's, and nothing
// is kept of that; interrupted.
PackagedChart pull_from_registry(const InRegistry& source, const FetchOptions& options,
                                 const Tools& tools);

}  // namespace telepresence::supply
