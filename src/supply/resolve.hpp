// Where a chart comes from: what --chart, --repo, --version, --edition and --offline mean together.
// Decided once, without asking a server.
#pragma once

#include <optional>

#include "supply/client.hpp"
#include "supply/request.hpp"
#include "supply/source.hpp"
#include "supply/tools.hpp"

namespace telepresence::supply {

struct Resolved {
  Source source;
  std::optional<TelepresenceClient> client;
};

// Asks the telepresence client for its version and reads helm's repositories.yaml. Throws Error:
// usage for flags that contradict each other, mean nothing, or need the network that
// HELM_TELEPRESENCE_OFFLINE forbids; input when it is the bundled chart and another version was
// asked for; and what chart::find_repository does.
Resolved resolve(const SourceRequest& request, const Tools& tools);

// The repository that --repo names, or the usual one; with the enterprise edition's chart, which
// alone can be listed. Throws as resolve does.
InRepository resolve_repository(const SourceRequest& request,
                                const std::optional<TelepresenceClient>& client,
                                const Tools& tools);

// Throws Error (usage) when HELM_TELEPRESENCE_OFFLINE forbids what a command is there for.
void refuse_offline(const platform::Environment& environment);

}  // namespace telepresence::supply
