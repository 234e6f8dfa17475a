// Whether the Traffic Manager that was installed can put agents into pods.
#pragma once

#include <optional>
#include <string>

#include "cluster/injector.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "util/finding.hpp"
#include "util/semver.hpp"

namespace telepresence::release {

// `managed` is a namespace where it injects. Nothing without a kubectl. Throws Error (interrupted).
std::optional<cluster::InjectorAnswer> ask_injector(const cluster::Injector& injector,
                                                    const Target& target,
                                                    const std::string& managed, const Tools& tools);

// What is to be said of one that is silent; nothing of others. Of a chart newer than 2.18 an
// injector that runs may let the pod pass.
std::optional<Finding> injector_unreachable(const cluster::InjectorAnswer& answer,
                                            const cluster::Injector& injector, const Version& chart,
                                            const Target& target, const Tools& tools);

}  // namespace telepresence::release
