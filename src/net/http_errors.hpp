// What is said of a server that gave nothing.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "net/proxy.hpp"
#include "net/url.hpp"
#include "util/error.hpp"

namespace telepresence::net {

constexpr long proxy_wants_login = 407;  // the status of an answer

// An Error whose cause a caller can tell: who knows where logins and certificates are configured
// can say what helps.
class HttpError : public Error {
 public:
  enum class Cause {
    other,
    client_certificate,     // it may want one (400)
    no_login,               // it may want one (401, 403)
    wrong_login,            // the one that it got does not do
    withheld_login,         // the one that there is, is for another server
    untrusted_certificate,  // its own
  };

  HttpError(const Error& error, Cause cause) : Error(error), cause_(cause) {}

  Cause cause() const { return cause_; }

  // Whether another try at once may succeed.
  bool may_pass() const { return may_pass_; }
  HttpError passing() const {
    auto error = *this;
    error.may_pass_ = true;
    return error;
  }

 private:
  Cause cause_;
  bool may_pass_ = false;
};

// What became of the login for a server that refuses.
enum class Login { none, sent, withheld };

// For an answer other than 2xx and 3xx: network for 5xx, not_found for 404 and 410, else input.
HttpError status_error(const Url& url, long status, Login login);

// For an answer of the proxy itself.
HttpError proxy_error(const Url& url, const Proxy& proxy, long status);

// A transfer that ended without an answer.
struct FailedTransfer {
  const Url& url;
  const std::optional<Proxy>& proxy;
  std::filesystem::path ca_file;  // whose certificates were trusted; "" for the system's
  int code = 0;                   // libcurl's CURLcode
  std::string words;              // libcurl's own; may be ""
};

// network when no connection came about or it ended early, else input.
HttpError transfer_error(const FailedTransfer& transfer);

}  // namespace telepresence::net
