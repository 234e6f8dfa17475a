// Permissions as manifests, told from what helm makes of the chart: those that are in it, and those
// that whoever installs, upgrades and uninstalls it needs.
#pragma once

#include <string>
#include <vector>

#include "cluster/access.hpp"
#include "release/manifest/manifest.hpp"
#include "release/short_forms.hpp"

namespace telepresence::release {

// The ServiceAccounts, Roles and bindings of a manifest, as they stand there. Throws Error (input)
// for what is no manifest.
std::string permissions_in(const std::string& manifest);

struct InstallerRights {
  std::string manager_namespace;
  // Whom they are given; none: the roles alone.
  std::vector<Subject> subjects;
};

// A Role for each namespace of the manifest and a ClusterRole, with their bindings, as YAML
// documents that `kubectl apply -f -` takes. Of objects of the whole cluster those that are in the
// manifest may be changed, no others. Throws what permissions_in does.
std::string installer_rights(const std::string& manifest, const InstallerRights& wanted);

// How helm makes objects.
struct Making {
  std::string manager_namespace;
  std::vector<ManifestObject> recorded;  // those of the release that is there
  bool by_server = false;                // the API server merges what is applied, as Helm 4 has it
  bool creates_namespace = false;        // the manager's, where it is missing
  bool lacks_namespace = false;          // it is
  std::string record_kind = "Secret";    // of helm's own record, "" where it is no object
  bool may_be_undone = false;            // a failure deletes what was made
};

// A role: whoever makes it needs what it gives, or all of `instead`.
struct Grant {
  std::vector<cluster::Right> given;
  std::vector<cluster::Right> instead;
};

struct RightsToMake {
  std::vector<cluster::Right> rights;
  std::vector<Grant> grants;

  // Of all of them each once, for a question.
  std::vector<cluster::Right> all() const;
  // Those that are really missing when `lacking` are.
  std::vector<cluster::Right> missing(const std::vector<cluster::Right>& lacking) const;
};

// The rights without which those objects cannot be made that are not recorded, those deleted that
// are recorded and no longer wanted, and what was made not be undone.
// What helm needs besides for those that are there is asked of them: see rights.
RightsToMake rights_to_make(const std::vector<ManifestObject>& objects, const Making& making);

}  // namespace telepresence::release
