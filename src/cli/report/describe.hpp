// Parts of reports for people that several commands have.
#pragma once

#include <string>

#include "cli/report/style.hpp"
#include "cluster/releases.hpp"
#include "helm/arguments.hpp"
#include "release/extension.hpp"
#include "release/target.hpp"
#include "release/uninstall/repair.hpp"
#include "util/time.hpp"

namespace telepresence::cli {

// "ambassador (the default)"
std::string describe(const release::Target& target);

// When a release was last changed; on a terminal as people say it.
std::string describe_updated(const cluster::Release& release, TimePoint now, Reader reader);

// What became of the kubeconfig; "" when nothing had to.
std::string describe(const release::ExtensionReport& report);
// What a repair does, and the commands that do the same.
std::string describe(const release::Repair& repair);

// "sha256:… (as the index promises)", or that it was compared with nothing; "" without a digest.
std::string describe_digest(const std::string& digest, const std::string& promised_by);

// Which values an upgrade takes. `given`: whether there are new ones.
const char* describe(helm::ReuseMode mode, bool given);

// What could not be done to the kubeconfig, with what to do by hand: for stderr.
std::string warning_of(const release::ExtensionReport& report);

}  // namespace telepresence::cli
