// What speaks against a change, told from what is known before it. Nothing here asks anybody.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "release/correction.hpp"
#include "release/facts.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

// The ids of what can be found; each can be ignored, see --ignore-finding.
constexpr std::array<std::string_view, 14> preflight_ids = {
    "certmanager-absent",
    "claim-orphaned",
    "gitops-owned",
    "global-beside-namespaced",
    "images-unmirrored",
    "namespace-claimed",
    "namespace-missing",
    "namespace-terminating",
    "namespaces-without-namespaced",
    "object-taken",
    "own-namespace-not-managed",
    "second-global-manager",
    "subjects-missing",
    "value-unknown",
};

// The id itself. Throws Error (usage) for any other.
std::string checked_id(const std::string& id);

struct Verdict {
  std::vector<Finding> findings;
  Correction correction;  // of all of them together
};

// `target` is for the commands in the remedies.
Verdict check(const Facts& facts, const Target& target);

// Flux or Argo CD applies these objects again and again: what others change does not last.
std::vector<Finding> check_owners(const std::vector<cluster::OwnedObject>& owned);

}  // namespace telepresence::release
