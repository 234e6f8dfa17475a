// Whatever text there is, the reader of whole documents takes it or refuses it; the reader of
// streams makes the same of it; and what is written of it reads the same, to yaml-cpp and to
// libyaml.
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

// Behind the first document there may be what is no YAML.
void check_stream(const std::string& text, const yaml::Value& value) {
  try {
    const auto documents = yaml::parse_stream(text, "fuzz");
    const auto first = documents.empty() ? yaml::Value() : documents.front().content;
    check(yaml::write(first) == yaml::write(value), "both readers make the same of it");
  } catch (const Error&) {
    check(text.find("---") != text.npos || text.find("...") != text.npos, "both readers take it");
  }
}

void check_text(const std::string& text) {
  const auto value = yaml::parse(text, "fuzz", largest);
  check_stream(text, value);
  if (const auto written = yaml::write(value); written.size() < largest) check_written(written);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  try {
    check_text(std::string(reinterpret_cast<const char*>(data), size));
  } catch (const Error&) {
    // Refused, by either.
  }
  return 0;
}
