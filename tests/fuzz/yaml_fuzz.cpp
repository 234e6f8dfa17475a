// Whatever text there is, the readers of whole documents and of streams take it or refuse it, and
// what is written of it reads the same, to yaml-cpp and to libyaml.
#include <string>

#include "fuzzing.hpp"
#include "util/error.hpp"
#include "yaml/documents.hpp"
#include "yaml/stream.hpp"

using namespace telepresence;
using fuzzing::check;

namespace {

constexpr std::size_t largest = 64UL << 20U;

void check_written(const std::string& written) {
  try {
    const auto read_again = yaml::parse(written, "written", largest);
    check(yaml::write(read_again) == written, "what was written reads the same");
  } catch (const Error& error) {
    check(false, error.what());
  }
}

void check_text(const std::string& text) {
  const auto value = yaml::parse(text, "fuzz", largest);
  if (const auto written = yaml::write(value); written.size() < largest) check_written(written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    yaml::parse_stream(text, "fuzz");
  } catch (const Error&) {
    // Refused.
  }
  try {
    check_text(text);
  } catch (const Error&) {
    // Refused, by either.
  }
  return 0;
}
