#include "util/base64.hpp"

namespace telepresence {

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr unsigned bits_of_character = 6;
  constexpr unsigned bits_of_byte = 8;
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  for (int padding = 0; padding < 2 && text.ends_with('='); ++padding) text.remove_suffix(1);
  std::string bytes;
  unsigned pending = 0;
  unsigned bits = 0;
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) return std::nullopt;
    pending = (pending << bits_of_character) | static_cast<unsigned>(value);
    bits += bits_of_character;
    if (bits < bits_of_byte) continue;
    bits -= bits_of_byte;
    bytes += static_cast<char>((pending >> bits) & 0xFFU);
  }
  // A character alone stands for no byte.
  if (bits == bits_of_character) return std::nullopt;
  return bytes;
}

}  // namespace telepresence
