#include "cli/flags/basic.hpp"

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include <algorithm>

namespace telepresence::cli {
namespace {

void describe(CLI::Option* option, const Flag& flag) {
  option->group(flag.group);
  if (!flag.value.empty()) option->type_name(flag.value);
}

}  // namespace

CLI::App* add_command(CLI::App& group, const std::string& name, const std::string& description) {
  return group.add_subcommand(name, description);
}

void add_value(CLI::App& app, const Flag& flag, std::string& value) {
  describe(app.add_option(flag.names, value, flag.help), flag);
}

void add_value(CLI::App& app, const Flag& flag, std::optional<std::string>& value) {
  describe(app.add_option(flag.names, value, flag.help), flag);
}

void add_value(CLI::App& app, const Flag& flag, std::filesystem::path& value) {
  describe(app.add_option(flag.names, value, flag.help), flag);
}

void add_repeated(CLI::App& app, const Flag& flag, const TakeValue& take) {
  // CLI11 would take a value in brackets, such as --set-json '[1]', for a list: not here.
  auto* option = app.add_option_function<std::string>(flag.names, take, flag.help)
                     ->trigger_on_parse()
                     ->allow_extra_args(false);
  describe(option, flag);
}

void add_taken(CLI::App& app, const Flag& flag, const TakeValue& take) {
  describe(app.add_option_function<std::string>(flag.names, take, flag.help), flag);
}

void add_joined(CLI::App& app, const Flag& flag, const TakeValue& take) {
  const auto callback = [take](const CLI::results_t& results) {
    take(results.back());
    return true;
  };
  auto* option = app.add_option(flag.names, callback, flag.help)
                     ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
                     ->expected(0);
  describe(option, flag);
}

void add_flag(CLI::App& app, const Flag& flag, bool& value) {
  describe(app.add_flag(flag.names, value, flag.help), flag);
}

void add_flag(CLI::App& app, const Flag& flag, const std::function<void(bool)>& take) {
  // CLI11's own way to hand on a flag throws what is no error of its own for "maybe".
  const auto callback = [take](const CLI::results_t& results) {
    bool value = false;
    if (!CLI::detail::lexical_cast(results.back(), value)) return false;
    take(value);
    return true;
  };
  auto* option = app.add_option(flag.names, callback, flag.help)
                     ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
                     ->expected(0);
  describe(option, flag);
}

void add_switch(CLI::App& app, const Flag& flag, bool& value) {
  app.add_flag(flag.names, value, flag.help)->group(flag.group)->type_name("true|false");
}

void add_argument(CLI::App& app, const Flag& flag, std::optional<std::string>& value) {
  describe(app.add_option(flag.names, value, flag.help), flag);
}

void add_required_argument(CLI::App& app, const Flag& flag, std::filesystem::path& value) {
  auto* option = app.add_option(flag.names, value, flag.help)->required();
  describe(option, flag);
}

FlagsGiven flags_given(const CLI::App& app, const std::vector<std::string>& but) {
  FlagsGiven given;
  for (const auto* option : app.get_options()) {
    const auto& group = option->get_group();
    const bool is_bare = option->get_type_name().empty();
    const bool gives_values = group == "Values" && !is_bare;
    if (option->count() == 0 || gives_values || group == "Global") continue;
    const auto name = "--" + option->get_lnames().front();
    if (std::ranges::find(but, name) != but.end()) continue;
    auto& words = group == "Chart" ? given.of_chart : given.others;
    for (const auto& value : option->results()) {
      // A switch, and one that may stand alone, take their value joined.
      words.push_back(is_bare && value == "true" ? name : fmt::format("{}={}", name, value));
    }
  }
  return given;
}

}  // namespace telepresence::cli
