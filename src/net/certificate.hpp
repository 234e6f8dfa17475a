// X.509 certificates.
#pragma once

#include <optional>
#include <string>

#include "util/time.hpp"

namespace telepresence::net {

// When the first certificate of a PEM text ends; nothing where there is none.
std::optional<TimePoint> end_of_certificate(const std::string& pem);

}  // namespace telepresence::net
