// What speaks against a change, told from what is known before it. Nothing here asks anybody.
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <vector>

#include "release/before/correction.hpp"
#include "release/before/facts.hpp"
#include "util/finding.hpp"

namespace telepresence::release {

// The ids of what can be found; each can be ignored, see --ignore-finding.
constexpr std::array<std::string_view, 26> preflight_ids = {
    "certmanager-absent",
    "claim-orphaned",
    "edition-mismatch",
    "field-conflicts",
    "gitops-owned",
    "global-beside-namespaced",
    "images-unmirrored",
    "kubernetes-too-old",
    "license-multiline",
    "namespace-claimed",
    "namespace-create-forbidden",
    "namespace-missing",
    "namespace-terminating",
    "namespaces-without-namespaced",
    "not-looked-at",
    "object-taken",
    "own-namespace-not-managed",
    "pod-security",
    "quota-too-small",
    "rights-missing",
    "second-global-manager",
    "subjects-missing",
    "upgrade-drops-values",
    "value-invalid",
    "value-unknown",
    "value-without-effect",
};

// The id itself. Throws Error (usage) for any other.
std::string checked_id(const std::string& id);

struct Verdict {
  std::vector<Finding> findings;
  Corrected corrected;
};

// `given` and `target` are for the commands in the remedies.
Verdict check(const Facts& facts, const CommandGiven& given, const Target& target);

// Flux or Argo CD applies these objects again and again: what others change does not last.
std::vector<Finding> check_owners(const std::vector<cluster::OwnedObject>& owned);

}  // namespace telepresence::release
