#include "util/quoted.hpp"

#include <fmt/format.h>

namespace telepresence {

std::string double_quoted(std::string_view text) {
  constexpr unsigned char first_printable = 0x20;
  std::string result = "\"";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < first_printable) {
      result += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
      continue;
    }
    if (c == '"' || c == '\\') result += '\\';
    result += c;
  }
  return result + '"';
}

}  // namespace telepresence
