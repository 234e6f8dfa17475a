#include "helm/failure.hpp"

#include <algorithm>
#include <cctype>

namespace telepresence::helm {
namespace {

std::string lower(std::string_view text) {
  std::string result(text);
  std::transform(result.begin(), result.end(), result.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return result;
}

// What stands in double quotes behind `marker`.
std::string quoted_after(std::string_view text, std::string_view marker) {
  const auto at = text.find(marker);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + marker.size());
  return std::string(text.substr(0, text.find('"')));
}

constexpr std::string_view claim_name = R"(configmap "traffic-manager-claim" in namespace ")";

}  // namespace

Failure classify(std::string_view error_output) {
  // Helm 4 writes some of helm 3's messages with a small first letter.
  const std::string text = lower(error_output);
  const auto says = [&](std::string_view words) { return text.find(words) != std::string::npos; };
  if (says("cluster unreachable:")) return Failure::unreachable;
  if (says(claim_name) && says("invalid ownership metadata")) return Failure::namespace_claimed;
  if (says("cannot re-use a name that is still in use") ||
      says("cannot reuse a name that is still in use")) {
    return Failure::release_exists;
  }
  // The second is a lost race: somebody else has just recorded the same revision.
  if (says("another operation (install/upgrade/rollback) is in progress") ||
      (says("\"sh.helm.release.v1.") && says("already exists"))) {
    return Failure::operation_pending;
  }
  if (says("has no deployed releases") || says("release: not found")) {
    return Failure::release_not_found;
  }
  if (says("namespaces \"") && says("\" not found")) return Failure::namespace_not_found;
  if (says("because it is being terminated")) return Failure::namespace_ending;
  if (says("is forbidden:") || says("unauthorized")) return Failure::forbidden;
  if (says("connection refused") || says("no such host") || says("i/o timeout")) {
    return Failure::connection_lost;
  }
  if (says("context deadline exceeded") || says("timed out waiting")) return Failure::not_ready;
  return Failure::other;
}

Claim parse_claim(std::string_view error_output) {
  // Namespaces are lower case by nature, so nothing is lost.
  const std::string text = lower(error_output);
  const auto at = text.find(claim_name);
  if (at == std::string::npos) return {};
  const std::string_view rest = std::string_view(text).substr(at);
  Claim claim;
  claim.managed_namespace = quoted_after(rest, claim_name);
  const auto owner_at = rest.find("\"meta.helm.sh/release-namespace\"");
  if (owner_at != std::string_view::npos) {
    claim.owner = quoted_after(rest.substr(owner_at), "current value is \"");
  }
  return claim;
}

}  // namespace telepresence::helm
