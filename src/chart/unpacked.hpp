// The tar in a packaged chart (.tgz), as it is unpacked: within the limits of a chart, and without
// headers after which a reader of tar reserves or skips as much as they say.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

struct z_stream_s;  // zlib's

namespace telepresence::chart {

// Looks at the headers of a tar whose bytes come piece by piece. A chart has files and folders, as
// `helm package` and `tar` write them; sparse files are refused, since of some bytes a reader makes
// a list of any length (libarchive: gnu_sparse_10_read), and contents of what has none.
// Source: the ustar and pax formats of POSIX.1, and of GNU tar "Basic Tar Format".
class TarHeaders {
 public:
  // What is wrong with them, "holds …"; "" when nothing is.
  std::string look_at(std::string_view bytes);

 private:
  static constexpr std::size_t block = 512;

  std::string begin_entry();
  std::string end_extension();

  std::string header_;         // what there is of the next one
  std::string extension_;      // what there is of contents that say more of the next entry
  bool is_extension_ = false;  // these come
  bool names_folder_ = false;  // they call the next entry by a name that ends in a slash
  std::uint64_t to_come_ = 0;  // bytes of contents
};

class UnpackedTar {
 public:
  // `fail` is called with what is wrong, "is not gzip", and has to throw.
  using Fail = std::function<void(const std::string& what)>;

  UnpackedTar(const std::filesystem::path& packed, Fail fail);
  UnpackedTar(const UnpackedTar&) = delete;
  UnpackedTar& operator=(const UnpackedTar&) = delete;
  UnpackedTar(UnpackedTar&&) = delete;
  UnpackedTar& operator=(UnpackedTar&&) = delete;
  ~UnpackedTar();

  // The next bytes, good until the next call; none at the end. Throws Error (interrupted), and what
  // `fail` throws.
  std::string_view next();

 private:
  bool has_more();
  void check_size() const;

  Fail fail_;
  std::ifstream file_;
  std::array<char, 65536> packed_{};
  std::array<char, 65536> unpacked_{};
  std::unique_ptr<::z_stream_s> stream_;
  TarHeaders headers_;
  std::uint64_t bytes_packed_ = 0;
  std::uint64_t bytes_unpacked_ = 0;
  bool is_at_end_ = false;
};

}  // namespace telepresence::chart
