#include "release/cause.hpp"

#include <fmt/format.h>

namespace telepresence::release {

Cause cause(ErrorKind kind, const char* id, const std::string& text, const std::string& remedy) {
  return {kind, {id, Severity::error, {}, text, remedy}, {}, false};
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

}  // namespace telepresence::release
