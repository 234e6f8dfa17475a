// The certificates that a system trusts.
#pragma once

#include <filesystem>

#include "platform/environment.hpp"

namespace telepresence::net {

// Where they are: SSL_CERT_FILE or CURL_CA_BUNDLE, else where distributions have them; "" when none
// is found. libcurl has one place built in, which is wrong on other systems than the one that it
// was built on.
std::filesystem::path system_ca_file(const platform::Environment& environment);

}  // namespace telepresence::net
