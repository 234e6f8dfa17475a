#include "net/gzip.hpp"

#include <zlib.h>

#include <array>
#include <new>

namespace telepresence::net {

struct GzipReader::Stream {
  Stream() {
    constexpr int gzip_only = 16;
    if (inflateInit2(&state, MAX_WBITS + gzip_only) != Z_OK) throw std::bad_alloc();
  }
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  Stream(Stream&&) = delete;
  Stream& operator=(Stream&&) = delete;
  ~Stream() { inflateEnd(&state); }

  z_stream state{};
};

GzipReader::GzipReader(std::function<void(std::string_view)> write)
    : stream_(std::make_unique<Stream>()), write_(std::move(write)) {}

GzipReader::~GzipReader() = default;

bool GzipReader::feed(std::string_view bytes) {
  auto& state = stream_->state;
  // zlib does not write to its input.
  state.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  state.avail_in = static_cast<uInt>(bytes.size());
  std::array<char, 65536> block{};
  while (state.avail_in > 0) {
    // One compressed part may follow another.
    if (complete_ && inflateReset(&state) != Z_OK) return false;
    state.next_out = reinterpret_cast<Bytef*>(block.data());
    state.avail_out = block.size();
    const int result = inflate(&state, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END) return false;
    write_({block.data(), block.size() - state.avail_out});
    complete_ = result == Z_STREAM_END;
  }
  return true;
}

}  // namespace telepresence::net
