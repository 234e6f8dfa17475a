#include "util/quantity.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <ranges>
#include <regex>

namespace telepresence {
namespace {

// What the number before it is multiplied by: 2^twos * 10^tens.
struct Suffix {
  std::string_view word;
  int twos;
  int tens;
};
constexpr Suffix suffixes[] = {{"", 0, 0},    {"n", 0, -9},  {"u", 0, -6},  {"m", 0, -3},
                               {"k", 0, 3},   {"M", 0, 6},   {"G", 0, 9},   {"T", 0, 12},
                               {"P", 0, 15},  {"E", 0, 18},  {"Ki", 10, 0}, {"Mi", 20, 0},
                               {"Gi", 30, 0}, {"Ti", 40, 0}, {"Pi", 50, 0}, {"Ei", 60, 0}};

// "e3", "E-3", "e+3"
std::optional<Suffix> read_exponent(std::string_view word) {
  word.remove_prefix(1);
  if (word.starts_with('+')) word.remove_prefix(1);
  Suffix suffix{{}, 0, 0};
  const auto read = std::from_chars(word.data(), word.data() + word.size(), suffix.tens);
  return read.ec == std::errc{} ? std::optional(suffix) : std::nullopt;
}

std::optional<Suffix> read_suffix(std::string_view word) {
  const auto* known = std::ranges::find(suffixes, word, &Suffix::word);
  return known == std::end(suffixes) ? read_exponent(word) : std::optional(*known);
}

// A number in decimal digits, times two.
void double_number(std::string& digits) {
  int carried = 0;
  for (char& digit : std::views::reverse(digits)) {
    const int twice = 2 * (digit - '0') + carried;
    digit = static_cast<char>('0' + twice % 10);
    carried = twice / 10;
  }
  if (carried > 0) digits.insert(digits.begin(), '1');
}

}  // namespace

std::optional<Quantity> Quantity::parse(std::string_view text) {
  static const std::regex form(
      R"(([+-]?)(?:(\d+)\.?(\d*)|\.(\d+))([numkMGTPE]|[KMGTPE]i|[eE][+-]?\d+)?)");
  const std::string word(text.substr(0, longest + 1));
  std::smatch match;
  if (word.size() > longest || !std::regex_match(word, match, form)) return std::nullopt;
  const auto suffix = read_suffix(match[5].str());
  if (!suffix) return std::nullopt;
  const auto fraction = match[3].str() + match[4].str();

  Quantity quantity;
  auto& digits = quantity.digits_;
  digits = match[2].str() + fraction;
  for (int i = 0; i < suffix->twos; ++i) double_number(digits);
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return quantity;
  const auto zeros = digits.size() - 1 - digits.find_last_not_of('0');
  digits.resize(digits.size() - zeros);
  quantity.exponent_ =
      suffix->tens + static_cast<std::int64_t>(zeros) - static_cast<std::int64_t>(fraction.size());
  quantity.is_negative_ = match[1] == "-";
  return quantity;
}

}  // namespace telepresence
