// Of an object as it is in the cluster what its manifests speak of, so that it can be compared with
// them: the API server and controllers add much that nobody asked for.
#pragma once

#include "yaml/value.hpp"

namespace telepresence::release {

// The fields of `live` that `recorded` or `wanted` name; either may be none. What limits a rule of
// a role (resourceNames) is always one of them, since nobody adds it unasked. Items of lists that
// are merged by a key, such as containers by their names, are found by it; other lists are whole.
// A value that the API server writes in another way is written as it is wanted: quantities (1024Mi
// for 1Gi), and nothing for what is empty.
yaml::Value live_fields(const yaml::Value& live, const yaml::Value& recorded,
                        const yaml::Value& wanted);

}  // namespace telepresence::release
