#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <set>

namespace telepresence::cli {
namespace {

// "-f", "--values", …: the flags that take the next word.
std::set<std::string> flags_with_value(const CLI::App& root) {
  std::set<std::string> flags;
  const auto add = [&flags](const CLI::App& app) {
    for (const auto* option : app.get_options()) {
      if (option->get_items_expected_max() == 0) continue;
      for (const auto& name : option->get_snames()) flags.insert('-' + name);
      for (const auto& name : option->get_lnames()) flags.insert("--" + name);
    }
  };
  const std::function<void(const CLI::App&)> add_all = [&](const CLI::App& app) {
    add(app);
    for (const auto* command : app.get_subcommands({})) add_all(*command);
  };
  add_all(root);
  return flags;
}

}  // namespace

CommandLine split_command_line(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
  const auto end = std::ranges::find(arguments, "--");
  CommandLine line;
  line.own.assign(arguments.begin(), end);
  if (end != arguments.end()) line.extra.assign(end + 1, arguments.end());
  if (!line.own.empty() && line.own.front() == "help") {
    line.own.erase(line.own.begin());
    line.own.emplace_back("--help");
  }
  return line;
}

std::vector<std::string> spell_out(const CLI::App& root,
                                   const std::vector<std::string>& arguments) {
  const auto flags = flags_with_value(root);
  std::vector<std::string> words;
  bool is_value = false;
  for (const auto& word : arguments) {
    const auto equals = word.find('=');
    const auto name = word.substr(0, equals);
    const bool known = !is_value && flags.contains(name);
    is_value = known && equals == std::string::npos;
    const bool is_short = known && name.size() == 2;
    const bool without_value = known && equals + 1 == word.size();
    if (equals != std::string::npos && (is_short || without_value)) {
      words.push_back(name);
      words.push_back(word.substr(equals + 1));
    } else {
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace telepresence::cli
