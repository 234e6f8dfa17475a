// One answer of a server as it comes in: its head is read, its body unpacked, measured and passed
// on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "net/gzip.hpp"
#include "net/request.hpp"

namespace telepresence::net {

class Incoming {
 public:
  // All three have to outlive it. `url`: who answers, for errors.
  Incoming(const Url& url, const Request& request, const Receiver& receiver)
      : url_(url), request_(request), receiver_(receiver) {}
  Incoming(const Incoming&) = delete;
  Incoming& operator=(const Incoming&) = delete;
  Incoming(Incoming&&) = delete;
  Incoming& operator=(Incoming&&) = delete;
  ~Incoming() = default;

  // A line of the head. Throws Error (input) when the head is too large.
  void header(std::string_view line);

  // Some of the body. Throws Error (input) when it is too large, or not compressed as the head
  // says; and what the receiver throws.
  void body(std::string_view bytes);

  // False when the body was compressed and its end did not come.
  bool complete() const { return !gzip_ || gzip_->complete(); }

  // Of the Location header; "" without one.
  const std::string& location() const { return location_; }
  const Validators& validators() const { return validators_; }
  std::uint64_t size() const { return size_; }  // bytes, unpacked

 private:
  void take(std::string_view bytes);
  [[noreturn]] void fail_too_large() const;

  const Url& url_;
  const Request& request_;
  const Receiver& receiver_;
  std::size_t head_size_ = 0;
  std::uint64_t sent_ = 0;
  std::uint64_t size_ = 0;
  std::string location_;
  Validators validators_;
  std::optional<GzipReader> gzip_;  // when the server says that the body is so
};

}  // namespace telepresence::net
