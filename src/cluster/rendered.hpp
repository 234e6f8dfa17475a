// What helm makes of a chart, without the cluster.
#pragma once

#include <string>

#include "cluster/question.hpp"
#include "helm/arguments.hpp"

namespace telepresence::cluster {

// The manifest, hooks included. `values` are flags that give helm values (helm::value_flags). No
// answer for values that the chart refuses.
Question<std::string> rendered(const std::string& chart, const std::string& release_namespace,
                               const helm::Arguments& values);

}  // namespace telepresence::cluster
