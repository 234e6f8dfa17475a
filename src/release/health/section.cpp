#include "release/health/section.hpp"

#include <utility>

namespace telepresence::release {

Check good(std::string text) { return {true, {{}, Severity::info, {}, std::move(text), {}}}; }

Check found(Finding finding) { return {false, std::move(finding)}; }

Check unknown(std::string text) { return {false, {{}, Severity::info, {}, std::move(text), {}}}; }

}  // namespace telepresence::release
