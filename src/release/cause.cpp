#include "release/cause.hpp"

namespace telepresence::release {

Cause cause(ErrorKind kind, const char* id, const std::string& text, const std::string& remedy) {
  return {kind, {id, Severity::error, {}, text, remedy}, {}, false};
}

Cause about(const std::string& object, Cause cause) {
  cause.finding.object = object;
  return cause;
}

}  // namespace telepresence::release
