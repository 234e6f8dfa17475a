// What is asked of a server, and what comes of it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "net/url.hpp"

namespace telepresence::net {

// What a server wants to know of its client. Credentials, client certificate and the leave to be
// anybody (insecure_skip_tls_verify) are for `server` alone: another scheme, host or port, by
// redirect or by an absolute address, gets neither, unless `pass_credentials_all` (helm's word for
// it).
struct Access {
  std::optional<Url> server;
  std::optional<Credentials> credentials;
  std::filesystem::path ca_file;    // "": the system's
  std::filesystem::path cert_file;  // the client's own certificate and key
  std::filesystem::path key_file;
  bool insecure_skip_tls_verify = false;
  bool pass_credentials_all = false;
};

// Of an answer from before, to ask whether it still holds.
struct Validators {
  std::string etag;
  std::string last_modified;

  bool empty() const { return etag.empty() && last_modified.empty(); }
};

struct Request {
  Url url;
  Access access;
  Validators validators;
  bool compressed = false;         // let the server compress what it sends
  std::uint64_t largest_size = 0;  // bytes of the body, as it is sent and unpacked
  // For all of it: redirects, what is tried again, and what a server sends that nobody wanted.
  std::chrono::milliseconds time_limit = std::chrono::minutes(5);
};

// Takes the body. After a cut connection the request is made again, and the body begins
// again after `restart`. What they throw ends the fetch.
struct Receiver {
  std::function<void()> restart;
  std::function<void(std::string_view bytes)> write;
};

struct Response {
  bool not_modified = false;  // the validators still hold, and there was no body
  Validators validators;
};

// Called about ten times a second, and once at the end; `total` is 0 when not known.
using Transfer = std::function<void(std::uint64_t done, std::uint64_t total)>;

}  // namespace telepresence::net
