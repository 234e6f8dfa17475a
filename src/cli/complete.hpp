// What plugin.complete asks for while a command line is typed.
#pragma once

#include <string>
#include <vector>

#include "platform/environment.hpp"

namespace telepresence::cli {

// The word that calls it in place of a command. Not in the help: it is for plugin.complete.
inline constexpr const char* complete_command = "__complete";

// `arguments`: a topic (commands::Topic) or `cut-out`, the word so far, and the words of the
// command line. `cut-out`: what helm has cut out of the words is looked for in its own command
// line. Prints the candidates as helm reads them (helm pkg/cmd/load_plugins.go): a line each, the
// word, a tab and its meaning, and last `:` and what the shell is to do, cobra's
// ShellCompDirective. Prints no error, and gives the exit status 0 in any case.
int complete(const std::vector<std::string>& arguments, const platform::Environment& environment);

}  // namespace telepresence::cli
