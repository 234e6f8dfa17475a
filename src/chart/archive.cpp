#include "chart/archive.hpp"

#include <archive.h>
#include <archive_entry.h>
#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <exception>
#include <fstream>
#include <functional>
#include <memory>
#include <new>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "chart/limits.hpp"
#include "chart/unpacked.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse(const std::string& origin, const std::string& why) {
  throw Error(ErrorKind::input, fmt::format("{}: {}", origin, why),
              "A packaged chart is what `helm package` or `helm pull` makes.");
}

struct ArchiveDeleter {
  void operator()(::archive* reader) const { archive_read_free(reader); }
};

// One entry as it comes; `read` gives its bytes and may be called once.
struct Entry {
  std::string path;  // below the top folder; "" for that folder itself
  bool is_folder = false;
  std::function<std::string()> read;
};

class Reader {
 public:
  Reader(const fs::path& path, std::string origin)
      : origin_(std::move(origin)),
        tar_(path, [this](const std::string& what) { fail(what); }),
        archive_(archive_read_new()) {
    if (!archive_) throw std::bad_alloc();
    archive_read_support_format_tar(archive_.get());
    if (archive_read_open(archive_.get(), this, nullptr, give_bytes, nullptr) != ARCHIVE_OK) {
      fail_reading();
    }
  }

  void for_each(const std::function<void(const Entry&)>& visit) {
    ::archive_entry* entry = nullptr;
    int result = ARCHIVE_OK;
    // A warning is a name beyond ASCII, which the "C" locale cannot spell.
    while ((result = archive_read_next_header(archive_.get(), &entry)) == ARCHIVE_OK ||
           result == ARCHIVE_WARN) {
      if (++entries_ > most_entries) fail(fmt::format("has more than {} files", most_entries));
      visit(checked(entry));
    }
    if (result != ARCHIVE_EOF) fail_reading();
    if (entries_ == 0) fail("is empty");
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    refuse(origin_, "not a packaged chart: it " + what);
  }

  // libarchive's callback: an exception must not go through it.
  static la_ssize_t give_bytes(::archive* /*archive*/, void* reader, const void** bytes) {
    auto& self = *static_cast<Reader*>(reader);
    try {
      const auto next = self.tar_.next();
      *bytes = next.data();
      return static_cast<la_ssize_t>(next.size());
    } catch (...) {
      self.failure_ = std::current_exception();
      return -1;
    }
  }

  [[noreturn]] void fail_reading() const {
    if (failure_) std::rethrow_exception(failure_);
    const char* reason = archive_error_string(archive_.get());
    refuse(origin_,
           fmt::format("not a packaged chart: {}", reason != nullptr ? reason : "cannot be read"));
  }

  static bool is_hard_link(::archive_entry* header) {
    return archive_entry_hardlink(header) != nullptr ||
           archive_entry_hardlink_utf8(header) != nullptr;
  }

  Entry checked(::archive_entry* header) {
    const char* name = archive_entry_pathname_utf8(header);
    if (name == nullptr) name = archive_entry_pathname(header);
    if (name == nullptr) fail("holds a file without a name");
    if (std::string_view(name).size() > longest_path) {
      fail(fmt::format("holds a file whose path has more than {} bytes", longest_path));
    }
    const auto type = archive_entry_filetype(header);
    Entry entry;
    entry.is_folder = type == AE_IFDIR;
    entry.path = path_below_top(name);
    if (!entry.is_folder && (type != AE_IFREG || is_hard_link(header))) {
      fail(fmt::format("holds {}, which is neither a file nor a directory", name));
    }
    if (!entry.is_folder && !files_.insert(entry.path).second) {
      fail(fmt::format("holds {} twice", name));
    }
    if (!entry.is_folder && entry.path.empty())
      fail(fmt::format("holds {} outside a directory", name));
    entry.read = [this, file = std::string(name)] { return read(file); };
    return entry;
  }

  std::string path_below_top(const std::string& name) {
    if (name.starts_with('/') || name.find('\\') != std::string::npos) {
      fail(fmt::format("holds {}, which would be unpacked elsewhere", name));
    }
    // A folder's name may end in a slash.
    auto parts = text::split(name.ends_with('/') ? name.substr(0, name.size() - 1) : name, '/');
    for (const auto& part : parts) {
      if (part == "..") fail(fmt::format("holds {}, which would be unpacked elsewhere", name));
      // Helm would take it for another path than others do.
      if (part.empty() || part == ".") fail(fmt::format("holds {}, which is no plain path", name));
    }
    if (!top_) top_ = parts.front();
    if (parts.front() != *top_)
      fail(fmt::format("holds two folders, {} and {}", *top_, parts.front()));
    parts.erase(parts.begin());
    return text::join(parts, "/");
  }

  std::string read(const std::string& name) {
    std::string bytes;
    std::array<char, 65536> block{};
    while (true) {
      const auto count = archive_read_data(archive_.get(), block.data(), block.size());
      if (count < 0) fail_reading();
      if (count == 0) return bytes;
      bytes.append(block.data(), static_cast<std::size_t>(count));
      size_ += static_cast<std::uint64_t>(count);
      if (bytes.size() > largest_file) {
        fail(fmt::format("holds {}, which is larger than {}", name,
                         text::binary_size(largest_file)));
      }
      if (size_ > largest_chart) {
        fail(fmt::format("is larger than {} unpacked", text::binary_size(largest_chart)));
      }
    }
  }

  std::string origin_;
  UnpackedTar tar_;
  std::exception_ptr failure_;
  std::unique_ptr<::archive, ArchiveDeleter> archive_;
  std::optional<std::string> top_;
  std::set<std::string> files_;
  std::size_t entries_ = 0;
  std::uint64_t size_ = 0;
};

}  // namespace

std::string read_chart_yaml(const fs::path& archive, const std::string& origin) {
  std::optional<std::string> text;
  Reader(archive, origin).for_each([&](const Entry& entry) {
    if (entry.is_folder) return;
    auto bytes = entry.read();
    if (entry.path == "Chart.yaml") text = std::move(bytes);
  });
  if (!text) refuse(origin, "no Chart.yaml in it");
  return *text;
}

void unpack(const fs::path& archive, const std::string& origin, const fs::path& folder) {
  Reader(archive, origin).for_each([&](const Entry& entry) {
    const auto target = folder / entry.path;
    fs::create_directories(entry.is_folder ? target : target.parent_path());
    if (entry.is_folder) return;
    std::ofstream file(target, std::ios::binary);
    file << entry.read();
    file.close();
    if (!file) {
      throw Error(ErrorKind::input, fmt::format("{}: cannot be written", target.string()));
    }
  });
}

void for_each_file(const fs::path& archive, const std::string& origin,
                   const std::function<void(const std::string&, const ReadText&)>& visit) {
  Reader(archive, origin).for_each([&](const Entry& entry) {
    if (!entry.is_folder) visit(entry.path, entry.read);
  });
}

std::string read_file(const fs::path& archive, const std::string& origin, const std::string& name) {
  std::optional<std::string> text;
  for_each_file(archive, origin, [&](const std::string& path, const ReadText& read) {
    if (path == name) text = read();
  });
  if (!text) {
    throw Error(ErrorKind::not_found, fmt::format("{}: no {} in it", origin, name));
  }
  return *text;
}

}  // namespace telepresence::chart
