// The few ways in which flags and commands are added, so that a file with flags need not include
// CLI11, whose header takes longer to compile than all the rest.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

struct Flag {
  std::string names;  // "-n,--namespace"
  std::string value;  // what help calls its value, "NAME"; "" for one without
  std::string help;
  std::string group = "Options";  // the section of the help
};

CLI::App* add_command(CLI::App& group, const std::string& name, const std::string& description);

// With a value; of several the last counts.
void add_value(CLI::App& app, const Flag& flag, std::string& value);
void add_value(CLI::App& app, const Flag& flag, std::optional<std::string>& value);
void add_value(CLI::App& app, const Flag& flag, std::filesystem::path& value);

// `take` is called for each value at once, in the user's order: flags that may be repeated. What it
// throws is the command line's error.
using TakeValue = std::function<void(const std::string& value)>;
void add_repeated(CLI::App& app, const Flag& flag, const TakeValue& take);
// The same for one of which the last counts, after the whole line was read.
void add_taken(CLI::App& app, const Flag& flag, const TakeValue& take);
// A flag that may stand alone, which is the value "true"; another one is joined to it:
// --dry-run=server.
void add_joined(CLI::App& app, const Flag& flag, const TakeValue& take);

// Off unless it is given.
void add_flag(CLI::App& app, const Flag& flag, bool& value);
void add_flag(CLI::App& app, const Flag& flag, const std::function<void(bool)>& take);
// On unless --name=false turns it off.
void add_switch(CLI::App& app, const Flag& flag, bool& value);

// A word of its own; `flag.names` is what help calls it.
void add_argument(CLI::App& app, const Flag& flag, std::optional<std::string>& value);
void add_required_argument(CLI::App& app, const Flag& flag, std::filesystem::path& value);

struct FlagsGiven {
  std::vector<std::string> of_chart;  // that say which chart is meant
  std::vector<std::string> others;
};

// The flags that were given, as words of a command line like this one, but for those of `but`
// ("--namespace"), the global ones, and those that give values. Once the command line was read.
FlagsGiven flags_given(const CLI::App& app, const std::vector<std::string>& but);

}  // namespace telepresence::cli
