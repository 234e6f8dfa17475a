// What stands at a path of a value.
#pragma once

#include "yaml/value.hpp"

namespace telepresence::yaml {

// `path` has the keys, the outermost first. A Value of kind none where there is none; it lives as
// long as `value`.
template <typename Path>
const Value& at(const Value& value, const Path& path) {
  const auto* inner = &value;
  for (const auto& key : path) inner = &(*inner)[key];
  return *inner;
}

}  // namespace telepresence::yaml
