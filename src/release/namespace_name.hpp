// Names of namespaces.
#pragma once

#include <string>

namespace telepresence::release {

// Whether it is an RFC 1123 label, as Kubernetes wants it to be.
bool is_namespace_name(const std::string& name);

}  // namespace telepresence::release
