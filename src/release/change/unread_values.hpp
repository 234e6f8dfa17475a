// Why helm could not read the values that it was given, or lost a connection: to the server of a
// values file, or to the cluster.
#pragma once

#include <string>

#include "helm/arguments.hpp"
#include "release/cause.hpp"

namespace telepresence::release {

// Of helm's failures of these names (helm/messages): `arguments` is what helm was told, `words`
// what it wrote to stderr.
Cause connection_lost(const helm::Arguments& arguments, const std::string& words);
Cause values_unreadable(const helm::Arguments& arguments, const std::string& words);
Cause flag_unreadable(const helm::Arguments& arguments, const std::string& words);

}  // namespace telepresence::release
