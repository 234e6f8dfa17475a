// Flags whose value is one of a few words. Help and completion list them from the enum's own table.
#pragma once

#include <functional>
#include <string>

#include "util/words.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

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

// What a word does to the request. What it throws is the command line's error.
using TakeWord = std::function<void(const std::string& flag, const std::string& word)>;

// `names`: "-o,--output"; the last one is what `take` is told.
CLI::Option* add_choice(CLI::App& app, const std::string& names, const std::string& choice,
                        const std::string& help, const TakeWord& take);

// A flag that may stand alone, which is the word "true"; another one is joined to it:
// --dry-run=server.
CLI::Option* add_joined_choice(CLI::App& app, const std::string& name, const std::string& choice,
                               const std::string& help, const TakeWord& take);

template <typename Enum, typename Value>
CLI::Option* add_word_option(CLI::App& app, const std::string& names, Value& value,
                             const std::string& help) {
  return add_choice(app, names, choice_of<Enum>(), help,
                    [&value](const std::string& flag, const std::string& word) {
                      value = parse_word<Enum>(flag, word);
                    });
}

// A switch that is on by default; --name=false turns it off.
CLI::Option* add_switch(CLI::App& app, const std::string& name, bool& value,
                        const std::string& help);

}  // namespace telepresence::cli
