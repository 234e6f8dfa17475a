// Whether the user has the rights to finish what is to be begun.
#pragma once

#include <string>
#include <vector>

#include "cluster/beside.hpp"
#include "cluster/releases.hpp"
#include "release/scratch.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

enum class Change { upgrade, uninstall };

// What rights are missing to change or delete the objects of a revision, in the API server's words:
// an upgrade and its rollback need the first, an uninstall the second. It is asked by a dry run of
// kubectl, which begins when this is made; other things can be asked meanwhile.
class RightsQuestion {
 public:
  // `manifest` is the revision's; `tools` have a kubectl. Throws Error.
  RightsQuestion(Change change, const cluster::Release& release, const std::string& manifest,
                 const Tools& tools);

  // Waits for the answer; once. None where it tells nothing of rights. Throws Error (interrupted).
  std::vector<std::string> missing();

 private:
  Scratch scratch_;
  Tick tick_;
  cluster::Beside question_;
};

// The same of what helm has recorded of the revision, at once; none without a kubectl, or where it
// cannot be told. Throws Error (interrupted).
std::vector<std::string> missing_rights(Change change, const cluster::Release& release,
                                        const Tools& tools);

// What to do to begin it all the same, where the command has the flag.
inline constexpr const char* with_force = "add --force to begin it all the same.";

// Throws Error (cluster) when some are missing; it offers `by_force`.
void check_rights(Change change, const cluster::Release& release,
                  const std::vector<std::string>& missing,
                  const std::string& by_force = with_force);

}  // namespace telepresence::release
