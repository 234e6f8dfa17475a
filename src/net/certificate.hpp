// X.509 certificates.
#pragma once

#include <optional>
#include <string>

#include "util/time.hpp"

namespace telepresence::net {

// From when on the first certificate of a PEM text is valid, and when it ends; nothing where there
// is none.
std::optional<TimePoint> begin_of_certificate(const std::string& pem);
std::optional<TimePoint> end_of_certificate(const std::string& pem);

// Why a client that trusts the certificates of `authorities` alone would refuse a server of that
// name and certificate, whatever the time is: in OpenSSL's words. "" where it would not. Both are
// PEM texts.
std::string reason_to_refuse(const std::string& pem, const std::string& authorities,
                             const std::string& host);

}  // namespace telepresence::net
