// Fetches over http and https: redirects, proxies, retries, and whom a password may be
// told. libcurl does the talking.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "net/request.hpp"
#include "platform/environment.hpp"

namespace telepresence::net {

class HttpClient {
 public:
  // `log` gets a line for each request; no password is in it.
  HttpClient(const platform::Environment& environment, std::function<void(const std::string&)> log);
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;
  HttpClient(HttpClient&&) = delete;
  HttpClient& operator=(HttpClient&&) = delete;
  ~HttpClient();

  // Gives up a connection after 5 s and a silent transfer after 15 s. Tries three times when
  // the connection is refused or cut, or the server fails (5xx).
  // Throws HttpError:
  //   network: no connection, a cut one, a time-out, 5xx
  //   not_found: 404 and 410
  //   input: every other answer, a certificate that is not trusted
  // and Error:
  //   input: a body that is too large, a redirect from https to http, or too many
  //   interrupted: Ctrl-C
  Response get(const Request& request, const Receiver& receiver, const Transfer& transfer = {});

 private:
  class Connection;
  std::unique_ptr<Connection> connection_;
};

}  // namespace telepresence::net
