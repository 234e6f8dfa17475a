// What the user may do in the cluster, as the API server's own reviews tell. They are asked through
// kubectl: helm can make nothing that is not a release.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cluster/beside.hpp"
#include "cluster/kubectl.hpp"
#include "cluster/rules.hpp"
#include "util/progress.hpp"

namespace telepresence::cluster {

// Those of a list that the user does not have, and who that is.
struct Lacking {
  std::vector<Right> rights;
  // "jane", "system:serviceaccount:ci:runner"; "" where nothing is lacking, or nobody tells.
  std::string user;
};

// Source: kubernetes.io/docs/reference/access-authn-authz/authorization, on checking API access.
class Access {
 public:
  // Begins to ask what the user may do in the whole cluster, which may be all there is to know.
  // What is asked is written into files in `folder`. Throws Error (input).
  Access(const Kubectl& kubectl, std::filesystem::path folder);

  // Which of these the user lacks; nothing where it cannot be told. Once. Throws Error
  // (interrupted).
  std::optional<Lacking> lacking(const std::vector<Right>& rights, const Tick& tick);

 private:
  const Kubectl& kubectl_;
  std::filesystem::path folder_;
  Beside in_whole_cluster_;
};

}  // namespace telepresence::cluster
