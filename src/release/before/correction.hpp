// The command line of a run once more, without what a look before it found to be wrong.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "helm/arguments.hpp"
#include "release/plan.hpp"

namespace telepresence::release {

// A command line as the user gave it, but for the flags that name cluster and namespace.
struct CommandGiven {
  Operation operation = Operation::install;
  helm::Arguments chart_flags;  // those that say which chart
  helm::Arguments other_flags;  // those that are neither that, nor values, nor short forms
  ChangeSettings settings;
};

struct Correction {
  // In place of those that were asked for; nothing when they may stay.
  std::optional<std::vector<std::string>> managed_namespaces;
  helm::Arguments more_flags;  // "--set", "ambassador-agent.enabled=false"
  bool forces_conflicts = false;

  bool empty() const { return !managed_namespaces && more_flags.empty() && !forces_conflicts; }
  bool gives_values() const;
  void add(const helm::Arguments& flags);

  // "helm telepresence install -n prod --managed-namespaces prod"; "" when that would show what
  // may be a secret.
  std::string command(const CommandGiven& given, const Target& target) const;
};

// The command line without what was found to be wrong; "" where it cannot be told.
struct Corrected {
  std::string command;
  bool is_enough = true;  // else something has to be done before

  // "Without that: helm telepresence …"; "" without a command.
  std::string to_string() const;
};

// "rbac --version 2.18.1 -f values.yaml": the command with the same chart and values, its own
// `words` first; none when that would show what may be a secret.
helm::Arguments with_same_values(helm::Arguments words, const CommandGiven& given);

}  // namespace telepresence::release
