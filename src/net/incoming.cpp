#include "net/incoming.hpp"

#include <fmt/format.h>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::net {
namespace {

// As libcurl's own, which older ones do not have.
constexpr std::size_t largest_head = 300UL << 10U;

// `value` if it can be sent back in a header, else "": a bare CR may end a line for a server,
// so that the rest would be a header of its own.
std::string plain(const std::string& value) {
  return text::printable(value) == value ? value : std::string();
}

}  // namespace

void Incoming::header(std::string_view line) {
  head_size_ += line.size();
  if (head_size_ > largest_head) {
    throw Error(ErrorKind::input, fmt::format("{}: the server's headers are larger than {}",
                                              url_.shown(), text::binary_size(largest_head)));
  }
  // A further response begins, as after a proxy's.
  if (line.starts_with("HTTP/")) {
    location_.clear();
    validators_ = {};
    gzip_.reset();
  }
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return;
  const auto name = text::lower(line.substr(0, colon));
  const std::string value(text::trim(line.substr(colon + 1)));
  if (name == "location") location_ = value;
  if (name == "etag") validators_.etag = plain(value);
  if (name == "last-modified") validators_.last_modified = plain(value);
  if (name == "content-encoding" && text::lower(value) == "gzip" && request_.compressed) {
    gzip_.emplace([this](std::string_view unpacked) { take(unpacked); });
  }
}

void Incoming::body(std::string_view bytes) {
  // A compressed body may go on without anything in it.
  sent_ += bytes.size();
  if (sent_ > request_.largest_size) fail_too_large();
  if (!gzip_) return take(bytes);
  if (gzip_->feed(bytes)) return;
  throw Error(ErrorKind::input, url_.shown() + ": the body is not gzip, as it should");
}

void Incoming::take(std::string_view bytes) {
  size_ += bytes.size();
  if (size_ > request_.largest_size) fail_too_large();
  receiver_.write(bytes);
}

void Incoming::fail_too_large() const {
  throw Error(ErrorKind::input, fmt::format("{}: larger than {}", url_.shown(),
                                            text::binary_size(request_.largest_size)));
}

}  // namespace telepresence::net
