// What the user typed to the helm that started this plugin. Helm sets HELM_NAMESPACE
// for its plugins in any case, so only its command line tells `-n default` from no -n.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace telepresence::helm {

// The last -n or --namespace among helm's arguments, read as helm reads them
// (cmd/helm/load_plugins.go, manuallyProcessArgs; the same in 3.17 to 4.3): its own
// flags count wherever they stand, even behind `--`.
std::optional<std::string> namespace_flag(const std::vector<std::string>& helm_arguments);

}  // namespace telepresence::helm
