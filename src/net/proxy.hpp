// Which proxy an address is reached by, as Go and so helm reads the environment
// (golang.org/x/net/http/httpproxy); but for loopback addresses, which are no exception here.
#pragma once

#include <optional>
#include <string>

#include "net/url.hpp"
#include "platform/environment.hpp"

namespace telepresence::net {

struct Proxy {
  std::string variable;  // "HTTPS_PROXY": who names it
  std::string address;   // as it stands there; may hold a password
  std::string host;
  std::string port;
};

// Nothing when no variable for the address's scheme is set. Throws Error (input), without
// the address, when it is not one that a proxy can have.
std::optional<Proxy> find_proxy(const Url& url, const platform::Environment& environment);

// NO_PROXY for this address in the form that libcurl reads: it knows no ports and no "*.".
std::string find_no_proxy(const Url& url, const platform::Environment& environment);

}  // namespace telepresence::net
