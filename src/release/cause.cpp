#include "release/cause.hpp"

#include <fmt/format.h>

namespace telepresence::release {

Cause cause(ErrorKind kind, const char* id, const std::string& text, const std::string& remedy) {
  return {kind, {id, Severity::error, {}, text, remedy}, {}};
}

Cause about(const std::string& object, Cause cause) {
  cause.finding.object = object;
  return cause;
}

std::string text_of_claim(const std::string& claimed, const std::string& owner) {
  return fmt::format(
      "namespace {} is already managed by the Traffic Manager in namespace {} "
      "(ConfigMap traffic-manager-claim in {})",
      claimed, owner, claimed);
}

std::string text_of_conflict(const std::string& object, const std::string& manager,
                             const std::string& fields) {
  return fmt::format("{} was changed by {}, in what the chart sets: {}", object, manager, fields);
}

std::string text_of_kubernetes(const std::string& wanted, const std::string& found) {
  return fmt::format("the chart takes Kubernetes {}, and the cluster's is {}", wanted, found);
}

}  // namespace telepresence::release
