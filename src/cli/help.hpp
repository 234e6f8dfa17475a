// Help texts and "did you mean".
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace CLI {
class App;
}  // namespace CLI

namespace telepresence::cli {

// Whether `app` only holds commands: the root, `chart`.
bool is_group(const CLI::App& app);

// The help of a subcommand, or of the whole program when `app` is the root; lines of
// at most `width` columns where words allow.
std::string help_text(const CLI::App& app, const std::vector<std::string>& examples,
                      bool takes_helm_flags, std::size_t width);

// "Did you mean --namespace?", or where to look when nothing is near. `app` is the
// subcommand whose flags count, or the root.
std::string suggest_flag(const CLI::App& app, const std::string& flag, bool takes_helm_flags);
std::string suggest_command(const CLI::App& group, const std::string& command);

// "Did you mean --wait=false?" for a `word` of `arguments` that stands behind such a flag; "" when
// it does not look like its value.
std::string suggest_joined(const std::string& word, const std::vector<std::string>& arguments);

// Where the help of `app` is: "See `helm telepresence install --help`."
std::string see_help(const CLI::App& app);

}  // namespace telepresence::cli
