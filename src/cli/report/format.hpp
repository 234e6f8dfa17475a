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

}  // namespace telepresence::cli
