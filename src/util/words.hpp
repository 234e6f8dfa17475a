// Enums and their words. One table an enum serves printing, reading, and the lists in help, errors
// and completion:
//
//   enum class VersionCheck { exact, minor, off };
//   constexpr auto words_of(VersionCheck) {
//     return std::array{Word{VersionCheck::exact, "exact", "the same version"}, ...};
//   }
//
// It stands in the enum's own namespace, where these functions find it.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "util/error.hpp"

namespace telepresence {

template <typename Enum>
struct Word {
  Enum value;
  const char* word;       // stable: scripts read it
  const char* help = "";  // what it means, for completion
};
// clang 14 does not find them by itself.
template <typename Enum>
Word(Enum, const char*) -> Word<Enum>;
template <typename Enum>
Word(Enum, const char*, const char*) -> Word<Enum>;

template <typename Enum>
constexpr const char* to_word(Enum value) {
  for (const auto& entry : words_of(Enum{})) {
    if (entry.value == value) return entry.word;
  }
  return "";
}

// Nothing when `word` is none of them.
template <typename Enum>
constexpr std::optional<Enum> from_word(std::string_view word) {
  for (const auto& entry : words_of(Enum{})) {
    if (word == entry.word) return entry.value;
  }
  return std::nullopt;
}

// "exact, minor or off"
template <typename Enum>
std::string list_words() {
  const auto words = words_of(Enum{});
  std::string list;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) list += i + 1 == words.size() ? " or " : ", ";
    list += words[i].word;
  }
  return list;
}

// The value of a flag, which is named as it was written: "--output", or "--dry-run=". Throws Error
// (usage), with the words there are.
template <typename Enum>
Enum parse_word(std::string_view flag, std::string_view word) {
  if (const auto value = from_word<Enum>(word)) return *value;
  std::string message(flag);
  if (!flag.ends_with('=')) message += ' ';
  throw Error(ErrorKind::usage, message + std::string(word) + ": no such value",
              "Use " + list_words<Enum>() + ".");
}

}  // namespace telepresence
