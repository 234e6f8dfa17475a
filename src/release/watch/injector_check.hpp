// Whether the Traffic Manager that was installed can put agents into pods.
#pragma once

#include <optional>
#include <string>

#include "cluster/injector.hpp"
#include "cluster/workload.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "util/finding.hpp"
#include "util/semver.hpp"

namespace telepresence::release {

// `managed` is a namespace where it injects, `chart` the version of its chart where that is known.
// Nothing without a kubectl. Throws Error (interrupted).
std::optional<cluster::InjectorAnswer> ask_injector(const cluster::Injector& injector,
                                                    const std::optional<Version>& chart,
                                                    const Target& target,
                                                    const std::string& managed, const Tools& tools);

// The same of a Traffic Manager that is there: only one that is ready can be expected to answer.
std::optional<cluster::InjectorAnswer> ask_injector_of(const cluster::Workload& manager,
                                                       const cluster::Injector& injector,
                                                       const std::optional<Version>& chart,
                                                       const Target& target, const Tools& tools);

// What is to be said of one that is silent; nothing of others. `chart_flags`: see
// new_certificate_command.
std::optional<Finding> injector_unreachable(const cluster::InjectorAnswer& answer,
                                            const cluster::Injector& injector, const Target& target,
                                            const Tools& tools,
                                            const helm::Arguments& chart_flags = {});

}  // namespace telepresence::release
