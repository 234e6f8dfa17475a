#include "chart/unpacked.hpp"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "chart/limits.hpp"
#include "platform/interrupt.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::chart {
namespace {

// A field of a header: where it begins, and its bytes.
struct Field {
  std::size_t begin;
  std::size_t size;

  std::string_view of(std::string_view header) const { return header.substr(begin, size); }
};
constexpr std::size_t name_size = 100;  // at the beginning
constexpr Field size_field{124, 12};
constexpr std::size_t type_at = 156;
constexpr Field magic_field{257, 6};
constexpr std::string_view gnu_magic = "ustar ";
// The first of a list of parts, in GNU's old form of a sparse file.
constexpr std::size_t gnu_sparse_at = 386;

// Octal digits between blanks, and nothing for what is none; or, with the first bit set, GNU's
// number of bytes.
std::optional<std::uint64_t> number_in(std::string_view field) {
  constexpr unsigned in_bytes = 0x80;
  constexpr std::uint64_t most = 1ULL << 50U;
  std::uint64_t number = 0;
  if ((static_cast<unsigned char>(field.front()) & in_bytes) != 0) {
    for (const char c : field.substr(1)) {
      number = number << 8U | static_cast<unsigned char>(c);
      if (number > most) return std::nullopt;
    }
    return number;
  }
  field = field.substr(0, field.find('\0'));
  for (const char c : text::trim(field)) {
    if (c < '0' || c > '7') return std::nullopt;
    number = number * 8 + static_cast<unsigned>(c - '0');
  }
  return number;
}

bool is_empty(std::string_view header) {
  return std::ranges::all_of(header, [](char c) { return c == '\0'; });
}

}  // namespace

std::string TarHeaders::look_at(std::string_view bytes) {
  while (!bytes.empty()) {
    if (to_come_ > 0) {
      const auto taken = bytes.substr(
          0, static_cast<std::size_t>(std::min<std::uint64_t>(to_come_, bytes.size())));
      if (is_extension_) extension_ += taken;
      to_come_ -= taken.size();
      bytes.remove_prefix(taken.size());
      if (to_come_ > 0 || !std::exchange(is_extension_, false)) continue;
      if (auto problem = end_extension(); !problem.empty()) return problem;
      continue;
    }
    const auto taken = bytes.substr(0, block - header_.size());
    header_ += taken;
    bytes.remove_prefix(taken.size());
    if (header_.size() < block) continue;
    if (auto problem = begin_entry(); !problem.empty()) return problem;
    header_.clear();
  }
  return {};
}

std::string TarHeaders::begin_entry() {
  if (is_empty(header_)) return {};
  const auto size = number_in(size_field.of(header_));
  if (!size) return "holds a file whose size cannot be read";
  const char type = header_[type_at];
  const bool is_gnu = magic_field.of(header_) == gnu_magic;
  if (type == 'S' || (is_gnu && header_[gnu_sparse_at] != '\0')) return "holds a sparse file";
  constexpr std::string_view files("0\0", 2);
  constexpr std::string_view extensions = "xgLK";
  is_extension_ = extensions.find(type) != std::string_view::npos;
  extension_.clear();
  constexpr std::uint64_t longest_extension = 1UL << 20U;
  if (is_extension_ && *size > longest_extension) return "holds a header that is too large";
  const auto name = std::string_view(header_).substr(0, name_size);
  const bool is_folder = !is_extension_ && (std::exchange(names_folder_, false) ||
                                            name.substr(0, name.find('\0')).ends_with('/'));
  const bool is_file = files.find(type) != std::string_view::npos && !is_folder;
  // A reader that takes it for empty would read headers there.
  if (*size > 0 && !is_file && !is_extension_) return "holds contents of what is not a file";
  to_come_ = (*size + block - 1) / block * block;
  if (to_come_ == 0) is_extension_ = false;
  return {};
}

// Of pax lines, "25 GNU.sparse.major=1"; of GNU the name itself.
std::string TarHeaders::end_extension() {
  for (const auto* key : {" GNU.sparse", " SCHILY.realsize", " SUN.holesdata"}) {
    if (extension_.find(key) != std::string::npos) return "holds a sparse file";
  }
  // It would count in place of the size that was looked at.
  if (extension_.find(" size=") != std::string::npos) return "holds a file larger than 8 GiB";
  const auto text = std::string_view(extension_).substr(0, extension_.find('\0'));
  names_folder_ = text.ends_with('/') || text.find("/\n") != std::string_view::npos;
  return {};
}

UnpackedTar::UnpackedTar(const std::filesystem::path& packed, Fail fail)
    : fail_(std::move(fail)),
      file_(packed, std::ios::binary),
      stream_(std::make_unique<::z_stream_s>()) {
  constexpr int window = 15;
  constexpr int only_gzip = 16;
  if (!file_) fail_("cannot be read");
  if (::inflateInit2(stream_.get(), window + only_gzip) != Z_OK) fail_("cannot be unpacked");
}

UnpackedTar::~UnpackedTar() { ::inflateEnd(stream_.get()); }

// Whether there are packed bytes to go on with.
bool UnpackedTar::has_more() {
  if (stream_->avail_in > 0) return true;
  file_.read(packed_.data(), static_cast<std::streamsize>(packed_.size()));
  if (file_.bad()) fail_("cannot be read");
  stream_->next_in = reinterpret_cast<Bytef*>(packed_.data());  // NOLINT(*-reinterpret-cast)
  stream_->avail_in = static_cast<uInt>(file_.gcount());
  bytes_packed_ += stream_->avail_in;
  return stream_->avail_in > 0;
}

std::string_view UnpackedTar::next() {
  if (platform::interrupted()) {
    throw Error(ErrorKind::interrupted, "reading the chart was interrupted; nothing was changed");
  }
  stream_->next_out = reinterpret_cast<Bytef*>(unpacked_.data());  // NOLINT(*-reinterpret-cast)
  stream_->avail_out = static_cast<uInt>(unpacked_.size());
  while (!is_at_end_ && stream_->avail_out > 0) {
    if (!has_more()) fail_(bytes_packed_ == 0 ? "is empty" : "ends in the middle");
    const int result = ::inflate(stream_.get(), Z_NO_FLUSH);
    if (result == Z_STREAM_END) {
      // Another gzip may follow; what else does, as zeros that fill up a block, counts for nothing.
      constexpr Bytef first_of_gzip = 0x1f;
      is_at_end_ = !has_more() || *stream_->next_in != first_of_gzip ||
                   ::inflateReset(stream_.get()) != Z_OK;
      continue;
    }
    if (result == Z_OK || result == Z_BUF_ERROR) continue;
    fail_(bytes_unpacked_ == 0 && stream_->total_out == 0 ? "is not gzip" : "is damaged");
  }
  const std::string_view bytes(unpacked_.data(), unpacked_.size() - stream_->avail_out);
  bytes_unpacked_ += bytes.size();
  check_size();
  if (const auto problem = headers_.look_at(bytes); !problem.empty()) fail_(problem);
  return bytes;
}

// With what stands between the files: headers can be as large.
void UnpackedTar::check_size() const {
  if (bytes_unpacked_ > most_unpacked) {
    fail_(fmt::format("is larger than {} unpacked", text::binary_size(most_unpacked)));
  }
  if (bytes_unpacked_ > harmless_size && bytes_unpacked_ > bytes_packed_ * highest_ratio) {
    fail_(fmt::format("grows more than {} times when unpacked", highest_ratio));
  }
}

}  // namespace telepresence::chart
