// Flags whose value is one of a few words. Help and completion list them from the enum's own table.
#pragma once

#include <string>

#include "cli/flags/basic.hpp"
#include "util/words.hpp"

namespace telepresence::cli {

// "text|json|yaml", as help shows it in place of a value's name.
template <typename Enum>
std::string choice_of() {
  std::string choice;
  for (const auto& entry : words_of(Enum{})) {
    if (!choice.empty()) choice += '|';
    choice += entry.word;
  }
  return choice;
}

// `flag.value` is made of the table. Throws Error (usage) for another word.
template <typename Enum, typename Value>
void add_word(CLI::App& app, Flag flag, Value& value) {
  flag.value = choice_of<Enum>();
  auto name = flag.names.substr(flag.names.find("--"));
  name = name.substr(0, name.find(','));
  add_taken(app, flag,
            [&value, name](const std::string& word) { value = parse_word<Enum>(name, word); });
}

}  // namespace telepresence::cli
