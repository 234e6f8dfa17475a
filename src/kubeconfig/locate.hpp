// Which kubeconfig files count, by the rules of client-go
// (tools/clientcmd/loader.go, NewDefaultClientConfigLoadingRules).
#pragma once

#include <filesystem>
#include <vector>

#include "platform/environment.hpp"

namespace telepresence::kubeconfig {

// The files of KUBECONFIG in their order, each once, else ~/.kube/config. Some may
// not exist. Helm sets KUBECONFIG for a plugin when it was given --kubeconfig.
std::vector<std::filesystem::path> locate(const platform::Environment& environment);

}  // namespace telepresence::kubeconfig
