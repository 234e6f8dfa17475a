// What a failing helm means, told from its stderr. The wordings of Helm 3.17, 3.22,
// 4.1 and 4.3 were taken from the real programs.
#pragma once

#include <string>
#include <string_view>

namespace telepresence::helm {

enum class Failure {
  other,
  unreachable,          // no API server answers helm's first question: it did nothing
  connection_lost,      // it stopped answering later
  forbidden,            // it answers, and says no
  release_exists,       // install over a release
  release_not_found,    // uninstall, status, upgrade of nothing
  operation_pending,    // another install, upgrade or rollback has not ended
  namespace_not_found,  // the namespace of the release, or a managed one, is missing
  not_ready,            // the time limit passed before everything was ready
  namespace_ending,     // the namespace is being deleted
  namespace_claimed,    // another Traffic Manager manages a namespace that was asked for
};

Failure classify(std::string_view error_output);

// Of a namespace_claimed failure: who has what. Helm names the first overlap only.
struct Claim {
  std::string managed_namespace;  // the namespace that is taken
  std::string owner;              // the namespace of the manager that has it
};
Claim parse_claim(std::string_view error_output);

}  // namespace telepresence::helm
