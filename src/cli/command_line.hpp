// argv before it is parsed: cut at `--`, and spelled in the one way that CLI11 reads as
// helm's own parser (pflag) does.
#pragma once

#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

struct CommandLine {
  std::vector<std::string> own;
  std::vector<std::string> extra;  // what was given after `--`: helm's
};

// `help COMMAND` becomes `COMMAND --help`.
CommandLine split_command_line(int argc, char** argv);

// Writes `-f=FILE` as `-f FILE` and `--set=` as `--set ""`, as pflag reads them, for the
// flags with a value that `root` and its subcommands know. A word that is itself the
// value of the flag before it is left alone.
std::vector<std::string> spell_out(const CLI::App& root, const std::vector<std::string>& arguments);

}  // namespace telepresence::cli
