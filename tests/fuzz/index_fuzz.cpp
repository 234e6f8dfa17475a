// Whatever a repository's index.yaml is, it is read or refused, and what is kept of it has its
// limits.
#include <algorithm>
#include <string>
#include <vector>

#include "chart/index.hpp"
#include "fuzzing.hpp"
#include "util/error.hpp"

using namespace telepresence;

namespace {

constexpr std::size_t longest_field = 4096;

std::vector<std::string> versions_in(const fuzzing::MemoryFile& file) {
  std::vector<std::string> versions;
  chart::read_index(file.path(), "telepresence", "index", [&](const chart::IndexEntry& entry) {
    for (const auto* field :
         {&entry.version, &entry.app_version, &entry.created, &entry.digest, &entry.url}) {
      fuzzing::check(field->size() <= longest_field, "no field is too long");
    }
    versions.push_back(entry.version);
  });
  return versions;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  static const fuzzing::MemoryFile file;
  file.write(fuzzing::text_of(data, size));
  try {
    const auto versions = versions_in(file);
    fuzzing::check(versions_in(file) == versions, "read again it says the same");
  } catch (const Error& error) {
    fuzzing::check(error.kind() == ErrorKind::input, "a bad index is bad input");
  }
  return 0;
}
