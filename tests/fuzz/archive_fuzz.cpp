// Whatever a packaged chart is, it is read or refused, as it comes and as the content of a gzip
// file, behind whose checksum no other change of bytes would come.
#include <zlib.h>

#include <array>
#include <string>

#include "chart/archive.hpp"
#include "chart/metadata.hpp"
#include "fuzzing.hpp"
#include "util/error.hpp"

using namespace telepresence;

namespace {

std::string packed(const std::string& bytes) {
  constexpr int with_gzip_header = 16;
  constexpr int memory = 8;
  z_stream stream{};
  fuzzing::check(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + with_gzip_header,
                              memory, Z_DEFAULT_STRATEGY) == Z_OK,
                 "zlib starts");
  std::string result(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = const_cast<Bytef*>(reinterpret_cast<const Bytef*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(result.data());
  stream.avail_out = static_cast<uInt>(result.size());
  fuzzing::check(deflate(&stream, Z_FINISH) == Z_STREAM_END, "zlib packs");
  result.resize(stream.total_out);
  deflateEnd(&stream);
  return result;
}

void read(const fuzzing::MemoryFile& file) {
  try {
    const auto metadata = chart::read_metadata(file.path(), "chart");
    fuzzing::check(!metadata.name.empty(), "a chart has a name");
    fuzzing::check(!chart::read_file(file.path(), "chart", "Chart.yaml").empty(),
                   "what was read is there");
  } catch (const Error& error) {
    fuzzing::check(error.kind() == ErrorKind::input, "a bad chart is bad input");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const fuzzing::MemoryFile file;
  const auto bytes = fuzzing::text_of(data, size);
  for (const auto& content : {bytes, packed(bytes)}) {
    file.write(content);
    read(file);
  }
  return 0;
}
