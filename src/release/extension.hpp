// After an operation: the kubeconfig says where the Traffic Manager is now.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <vector>

#include "helm/client.hpp"
#include "platform/environment.hpp"
#include "release/target.hpp"
#include "util/progress.hpp"
#include "util/words.hpp"

namespace telepresence::release {

struct ExtensionReport {
  enum class Change {
    none,    // it was true already, or there is no kubeconfig
    set,     // it names the manager's namespace now
    unset,   // it names none any more
    failed,  // it could not be made true; `warning` says why, `by_hand` what to put there
  };
  Change change = Change::none;
  std::filesystem::path file;
  std::string cluster;
  std::string former;  // the namespace that it named before; "" for none
  std::string now;     // where clients look afterwards; "" where nothing changed
  std::vector<std::string> other_contexts;  // for which the same is so, by the same cluster's entry
  // After an uninstall: where other Traffic Managers are, if one of them has to be chosen, and the
  // command for the first of them.
  std::vector<std::string> left;
  std::string to_choose;
  std::string warning;
  std::string remedy;  // what has to be done first, or ""
  std::string by_hand;
};

constexpr auto words_of(ExtensionReport::Change) {
  using Change = ExtensionReport::Change;
  return std::array{Word{Change::none, "none"}, Word{Change::set, "set"},
                    Word{Change::unset, "unset"}, Word{Change::failed, "failed"}};
}

// Where the clients of this kubeconfig look without being told.
std::string namespace_of_clients(const LocatedTarget& located);

// Whether clients look in the target's namespace without being told.
bool clients_look_there(const LocatedTarget& located);

// After an install or upgrade in the target: an extension is made or changed when clients would
// look elsewhere without. After an uninstall: one that names that namespace goes, or names the one
// Traffic Manager that is left in the cluster. Nothing when --kube-apiserver leads past the
// kubeconfig's cluster. Throws nothing but what the system's memory does: the operation itself has
// succeeded.
ExtensionReport extension_after_install(const LocatedTarget& located,
                                        const platform::Environment& environment,
                                        const Progress& progress);
ExtensionReport extension_after_uninstall(const LocatedTarget& located,
                                          const platform::Environment& environment,
                                          const helm::Client& helm, const Progress& progress);

}  // namespace telepresence::release
