// How the user called this plugin. Helm takes its own flags out of a plugin's arguments and hands
// them over as environment variables, so that a flag and an exported variable look the same; the
// helm that started the plugin is its parent process, and shows both.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/environment.hpp"
#include "platform/parent.hpp"

namespace telepresence::helm {

struct Caller {
  bool is_helm = false;                       // the helm of this plugin was seen
  std::optional<std::string> namespace_flag;  // the last -n or --namespace of its command line
  // What the user's shell exports, so that another command has it too. Nothing where it was not to
  // be seen.
  std::optional<platform::Environment> exported;
};

// `environment` is the plugin's own, before its flags were put in. A `parent` that is not this
// plugin's helm tells nothing.
Caller caller_of(const std::optional<platform::ParentProcess>& parent,
                 const platform::Environment& environment);

// The namespace that a helm command line asks for.
std::optional<std::string> namespace_flag(const std::vector<std::string>& helm_arguments);

// The flag of helm's own that the last word belongs to, as `-n` in `helm telepresence status -n
// ""`.
std::optional<std::string> flag_of_last_word(const std::vector<std::string>& helm_arguments);

}  // namespace telepresence::helm
