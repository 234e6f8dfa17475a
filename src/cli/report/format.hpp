// In which form a report is wanted.
#pragma once

#include <array>

#include "util/words.hpp"

namespace telepresence::cli {

enum class OutputFormat { text, json, yaml };

constexpr auto words_of(OutputFormat /*type*/) {
  return std::array{Word{OutputFormat::text, "text", "for people"},
                    Word{OutputFormat::json, "json", "for programs"},
                    Word{OutputFormat::yaml, "yaml", "for programs"}};
}

// Of `list`, which has more columns to show than a terminal has room for.
enum class ListFormat { text, wide, json, yaml };

constexpr auto words_of(ListFormat /*type*/) {
  return std::array{Word{ListFormat::text, "text", "for people"},
                    Word{ListFormat::wide, "wide", "for people, with more columns"},
                    Word{ListFormat::json, "json", "for programs"},
                    Word{ListFormat::yaml, "yaml", "for programs"}};
}

// What kind of report it is.
constexpr OutputFormat format_of(ListFormat format) {
  return from_word<OutputFormat>(to_word(format)).value_or(OutputFormat::text);
}

}  // namespace telepresence::cli
