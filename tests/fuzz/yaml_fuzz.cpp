// Whatever text there is, the reader of whole documents says the same of it as libyaml does, and
// what is written of it reads the same.
#include <cstdio>
#include <cstdlib>
#include <string>

#include "util/error.hpp"
#include "yaml/document.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;
using yaml::Node;
using yaml::Value;

namespace {

constexpr std::size_t largest = 64UL << 20U;

void check(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "not so: %s\n", what);
  std::abort();
}

Node::Kind kind_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::none:
      return Node::Kind::none;
    case Value::Kind::list:
      return Node::Kind::sequence;
    case Value::Kind::map:
      return Node::Kind::mapping;
    default:
      return Node::Kind::scalar;
  }
}

void compare(const Value& value, const Node& node) {
  check(kind_of(value) == node.kind(), "the same is there");
  if (value.kind() != Value::Kind::null) {
    check(value.scalar() == node.scalar() || node.is_null(), "texts are the same");
  }
  const auto items = node.items();
  check(value.items().size() == items.size(), "lists are as long");
  for (std::size_t i = 0; i < items.size(); ++i) compare(value.items()[i], items[i]);
  for (const auto& [key, inner] : value.entries()) compare(inner, node[key.scalar()]);
}

// There yaml-cpp goes on with the line.
bool has_rare_line_end(const std::string& text) {
  return text.find("\xe2\x80\xa8") != std::string::npos ||
         text.find("\xe2\x80\xa9") != std::string::npos;
}

void check_written(const std::string& written) {
  try {
    const auto read_again = yaml::parse(written, "written", largest);
    compare(read_again, yaml::Document::parse(written, "written").root());
    check(yaml::write(read_again) == written, "what was written reads the same");
  } catch (const Error& error) {
    check(false, error.what());
  }
}

void check_text(const std::string& text) {
  const auto value = yaml::parse(text, "fuzz", largest);
  const auto by_libyaml = yaml::Document::parse(text, "fuzz");
  if (!has_rare_line_end(text)) compare(value, by_libyaml.root());
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
