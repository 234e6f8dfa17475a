// Who signed a chart: asked of helm, whose rules count (`helm verify`).
#pragma once

#include <string>

#include "supply/package.hpp"
#include "supply/request.hpp"
#include "supply/tools.hpp"

namespace telepresence::supply {

// The signer of a chart that was fetched with its provenance file, "Jane Doe <jane@example.com>";
// "" when no signature was asked for. Throws Error (input), with helm's words, when the signature
// is not good, is a stranger's, or is for another chart.
std::string verify_signature(const PackagedChart& chart, const SignatureRequest& request,
                             const Tools& tools);

}  // namespace telepresence::supply
