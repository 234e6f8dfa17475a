// Unpacks what a server sent compressed, piece by piece.
#pragma once

#include <functional>
#include <memory>
#include <string_view>

namespace telepresence::net {

class GzipReader {
 public:
  // `write` gets the unpacked bytes.
  explicit GzipReader(std::function<void(std::string_view)> write);
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;
  GzipReader(GzipReader&&) = delete;
  GzipReader& operator=(GzipReader&&) = delete;
  ~GzipReader();

  // False when `bytes` are no gzip.
  bool feed(std::string_view bytes);

  // Whether the end of the compressed data has come. libcurl's own unpacking takes data that
  // were cut for all there is.
  bool complete() const { return complete_; }

 private:
  struct Stream;
  std::unique_ptr<Stream> stream_;
  std::function<void(std::string_view)> write_;
  bool complete_ = false;
};

}  // namespace telepresence::net
