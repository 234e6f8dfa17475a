// The command lines of the child helm. Everything stated here is accepted by both
// majors, 3.17 to 4.3; what only one of them knows is refused with a word why.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "util/product.hpp"
#include "util/semver.hpp"
#include "util/words.hpp"

namespace telepresence::helm {

using Arguments = std::vector<std::string>;

void append(Arguments& arguments, const Arguments& more);

// One -f, --set, --set-string, … of the user, passed on as it was given.
struct ValueFlag {
  std::string flag;   // "--set"
  std::string value;  // "logLevel=debug"
};

enum class DryRun { none, client, server };

constexpr auto words_of(DryRun) {
  return std::array{Word{DryRun::none, "none", "do it"},
                    Word{DryRun::client, "client", "helm alone"},
                    Word{DryRun::server, "server", "the cluster takes part"}};
}

// What becomes of the values of the release that is upgraded.
enum class ReuseMode { reset, reuse, reset_then_reuse };

// Helm's flag for each, without its hyphens; also for JSON.
constexpr auto words_of(ReuseMode) {
  return std::array{Word{ReuseMode::reset, "reset-values"}, Word{ReuseMode::reuse, "reuse-values"},
                    Word{ReuseMode::reset_then_reuse, "reset-then-reuse-values"}};
}

// What --wait can say. The last three are strategies of Helm 4.
enum class Wait { yes, no, watcher, legacy, hook_only };

constexpr auto words_of(Wait) {
  return std::array{
      Word{Wait::yes, "true", "until everything is ready"}, Word{Wait::no, "false", "do not wait"},
      Word{Wait::watcher, "watcher", "Helm 4 only"}, Word{Wait::legacy, "legacy", "Helm 4 only"},
      Word{Wait::hook_only, "hookOnly", "Helm 4 only"}};
}

// The files and addresses that helm reads values of, when it is told these words.
std::vector<std::string> values_files(const Arguments& words);

// What every operation on a release can be told.
struct OperationOptions {
  Wait wait = Wait::yes;
  std::string timeout;  // a Go duration, "5m0s"; "" is helm's default
  bool hooks = true;
  DryRun dry_run = DryRun::none;
  std::optional<std::string> description;
  Arguments extra;  // what was given after `--`

  bool is_dry_run() const { return dry_run != DryRun::none; }
};

// What an install or upgrade can be told besides.
struct ChangeOptions : OperationOptions {
  std::vector<ValueFlag> values;
  bool create_namespace = true;
  std::vector<std::string> labels;  // "key=value"
  bool hide_secret = true;          // in what a dry run prints
  bool dry_run_as_json = false;     // what it prints: the release, with all that is in it

  // Whether the user gives any, also after `--`.
  bool gives_values() const;
  // The values file that can be read but once, "-" or a pipe (`-f <(sops -d FILE)`); "" for none.
  std::string read_once() const;
  // Whether objects that are there already become the release's (`-- --take-ownership`).
  bool takes_ownership() const;
  // Whether fields that others have set become the release's (`-- --force-conflicts`).
  bool forces_conflicts() const;
  // What `-- --server-side` says, "" without it.
  std::string server_side() const;
  // What `-- --history-max` says, "" without it.
  std::string history_max() const;
};

// The user's flags that give values, those after `--` too, for another command with the same
// values.
Arguments value_flags(const ChangeOptions& options);

// Of the words after `--` those of a post-renderer, which changes what the chart makes.
Arguments post_renderer_flags(const Arguments& extra);

// What an upgrade alone can be told.
struct UpgradeOptions {
  ReuseMode reuse_mode = ReuseMode::reset_then_reuse;
  bool install = false;  // where there is no release
};

// What is installed, and where.
struct Subject {
  std::string release_namespace;
  std::string chart;  // a folder or a .tgz
};

// Throw Error (usage) for what this helm cannot do.
Arguments install_arguments(const Version& helm, const Subject& subject,
                            const ChangeOptions& options);
Arguments upgrade_arguments(const Version& helm, const Subject& subject,
                            const ChangeOptions& options, const UpgradeOptions& upgrade);
Arguments uninstall_arguments(const Version& helm, const std::string& release_namespace,
                              const OperationOptions& options);

// The words to remove a release whose install failed. Without hooks: its pre-delete
// Job cannot run where the manager could not, and would leave the release stuck.
enum class KeepHistory { no, yes };
Arguments undo_install_arguments(const std::string& release_namespace, KeepHistory keep_history);

// Who merges what is applied: the client, as Helm 3 does and Helm 4 with what Helm 3 has installed,
// or the API server.
enum class Apply { client, server };

struct RepairOptions {
  Apply apply = Apply::client;  // as the release is
  bool hooks = true;
  std::string history_max;  // revisions to keep; "" for helm's default
};

// The words to return to a revision. Where the server applies, it is told to take back the fields
// that somebody else has set meanwhile: without it a rollback fails where the upgrade did.
Arguments rollback_arguments(const Version& helm, const std::string& release_namespace,
                             int revision, const RepairOptions& options);

// The words to make the objects of a release what a chart of their former contents says, at once.
// It runs no hooks.
Arguments give_back_arguments(const Version& helm, const Subject& subject,
                              const RepairOptions& options);

// A chart out of an OCI registry; logins are helm's own (`helm registry login`).
struct PullOptions {
  std::string chart;    // "oci://HOST/PATH"
  std::string version;  // or a range
  std::string destination;
  bool provenance = false;  // its .prov too
  bool plain_http = false;
  std::string ca_file;  // "" for what the system has
};
Arguments pull_arguments(const PullOptions& options);

// Checks a packaged chart against the .prov beside it; helm's own keyring by default.
Arguments verify_arguments(const std::string& chart, const std::optional<std::string>& keyring);

// `arguments` for a log line. Of flags that are not known to be harmless the value is left out, and
// so is any word that may hold a login.
std::string redacted(const Arguments& arguments);

}  // namespace telepresence::helm
