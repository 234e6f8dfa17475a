#include "yaml/words.hpp"

#include <algorithm>
#include <iterator>
#include <string>

namespace telepresence::yaml {
namespace {

constexpr std::string_view null_words[] = {"", "~", "null", "Null", "NULL"};
constexpr std::string_view true_words[] = {"y",    "Y",    "yes", "Yes", "YES", "true",
                                           "True", "TRUE", "on",  "On",  "ON"};
constexpr std::string_view false_words[] = {"n",     "N",     "no",  "No",  "NO", "false",
                                            "False", "FALSE", "off", "Off", "OFF"};
constexpr std::string_view number_words[] = {".inf", ".Inf", ".INF", ".nan", ".NaN", ".NAN"};
constexpr std::string_view other_words[] = {"<<", "="};

template <std::size_t size>
bool is_in(const std::string_view (&words)[size], std::string_view text) {
  return std::find(std::begin(words), std::end(words), text) != std::end(words);
}

// -- Taking a scalar apart from its front -------------------------------------------------------

constexpr std::string_view digits = "0123456789";

// The number of characters of `set` at the front, which are taken off.
std::size_t take(std::string_view& rest, std::string_view set) {
  const auto count = std::min(rest.find_first_not_of(set), rest.size());
  rest.remove_prefix(count);
  return count;
}

bool take_one(std::string_view& rest, std::string_view set) {
  const bool found = !rest.empty() && set.find(rest.front()) != std::string_view::npos;
  if (found) rest.remove_prefix(1);
  return found;
}

// 0x1F, 0b101, 0o17
bool is_based_number(std::string_view rest) {
  if (!take_one(rest, "0")) return false;
  std::size_t count = 0;
  if (take_one(rest, "xX")) {
    count = take(rest, "0123456789abcdefABCDEF_");
  } else if (take_one(rest, "bB")) {
    count = take(rest, "01_");
  } else if (take_one(rest, "oO")) {
    count = take(rest, "01234567_");
  }
  return count > 0 && rest.empty();
}

// 1, 1.5, .5, 1e3, and 1:30:00, which has base 60
bool is_decimal_number(std::string_view rest) {
  const auto whole = take(rest, digits);
  while (whole > 0 && take_one(rest, ":")) {
    if (take(rest, digits) == 0) return false;
  }
  const auto fraction = take_one(rest, ".") ? take(rest, digits) : 0;
  if (whole + fraction == 0) return false;
  if (take_one(rest, "eE")) {
    take_one(rest, "+-");
    if (take(rest, digits) == 0) return false;
  }
  return rest.empty();
}

bool is_number(std::string_view text) {
  const auto written = [](std::string_view rest) {
    take_one(rest, "+-");
    return is_in(number_words, rest) || is_based_number(rest) || is_decimal_number(rest);
  };
  if (!text.empty() && text.front() == '_') return false;
  // go-yaml takes underscores out wherever they are.
  std::string without(text);
  std::erase(without, '_');
  return written(text) || written(without);
}

// 2001-12-14, with or without a time
bool is_date(std::string_view rest) {
  constexpr std::size_t year = 4;
  const auto is_part = [&] {
    const auto count = take(rest, digits);
    return count == 1 || count == 2;
  };
  if (take(rest, digits) != year || !take_one(rest, "-")) return false;
  if (!is_part() || !take_one(rest, "-") || !is_part()) return false;
  if (rest.empty()) return true;
  return take_one(rest, "Tt \t") &&
         rest.find_first_not_of("0123456789:.+-Z \t") == std::string_view::npos;
}

}  // namespace

bool is_null_word(std::string_view plain) { return is_in(null_words, plain); }

bool is_true_word(std::string_view plain) { return is_in(true_words, plain); }

bool reads_as_text(std::string_view plain) {
  return !is_null_word(plain) && !is_true_word(plain) && !is_in(false_words, plain) &&
         !is_in(other_words, plain) && !is_number(plain) && !is_date(plain);
}

}  // namespace telepresence::yaml
