#include "cli/flags/words.hpp"

#include <CLI/CLI.hpp>

namespace telepresence::cli {

CLI::Option* add_choice(CLI::App& app, const std::string& names, const std::string& choice,
                        const std::string& help, const TakeWord& take) {
  const auto flag = names.substr(names.find("--"));
  return app
      .add_option_function<std::string>(
          names, [take, flag](const std::string& word) { take(flag, word); }, help)
      ->type_name(choice);
}

CLI::Option* add_joined_choice(CLI::App& app, const std::string& name, const std::string& choice,
                               const std::string& help, const TakeWord& take) {
  const auto callback = [take, flag = name + '='](const CLI::results_t& results) {
    take(flag, results.back());
    return true;
  };
  return app.add_option(name, callback, help)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
      ->expected(0)
      ->type_name(choice);
}

CLI::Option* add_switch(CLI::App& app, const std::string& name, bool& value,
                        const std::string& help) {
  return app.add_flag(name, value, help)->type_name("true|false");
}

}  // namespace telepresence::cli
