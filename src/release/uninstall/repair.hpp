// Mends what an operation that was cut off, a namespace that was deleted, or a dead Traffic Manager
// left.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cluster/agents.hpp"
#include "cluster/objects.hpp"
#include "helm/arguments.hpp"
#include "release/state.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"
#include "util/words.hpp"

namespace telepresence::release {

// The states that can be repaired; docs/troubleshooting.md has the same table.
enum class Defect {
  corrupt_record,  // helm cannot read what it has recorded of a revision
  failed,
  pending,
  uninstalling,
  left_job,      // of a hook
  left_objects,  // of a Traffic Manager that is gone
  left_agents,
};

constexpr auto words_of(Defect) {
  return std::array{Word{Defect::corrupt_record, "corrupt-record"},
                    Word{Defect::failed, "release-failed"},
                    Word{Defect::pending, "release-pending"},
                    Word{Defect::uninstalling, "release-uninstalling"},
                    Word{Defect::left_job, "job-left"},
                    Word{Defect::left_objects, "objects-left"},
                    Word{Defect::left_agents, "agents-left"}};
}

// Of a release whose newest revision has this status (helm's word); nothing where that is as it
// should be.
std::optional<Defect> defect_of(const std::string& status);

// How it is mended.
enum class Cure {
  roll_back,  // to `revision`
  uninstall,  // without hooks
  remove,     // `objects`, with kubectl
  restart,    // `workloads`, with kubectl
};

constexpr auto words_of(Cure) {
  return std::array{Word{Cure::roll_back, "rolled back"}, Word{Cure::uninstall, "uninstalled"},
                    Word{Cure::remove, "deleted"}, Word{Cure::restart, "restarted"}};
}

struct Repair {
  Defect defect{};
  Cure cure{};
  std::string why;  // what is so
  int revision = 0;
  helm::Arguments rollback;    // to it
  bool keeps_history = false;  // of an uninstall: revisions that do not run are kept before it
  std::vector<cluster::LiveObject> objects;
  std::vector<cluster::AgentWorkload> workloads;
  std::string commands;  // that do the same by hand, a line each
};

// Whether the Traffic Manager is up, and so not to be removed.
enum class Running { no, yes, unknown };

// All that the repair goes by.
struct Situation {
  State state;
  Running running = Running::no;                // asked only where no revision ran before
  std::vector<cluster::LiveObject> unreadable;  // records that helm does not show
  std::vector<cluster::LiveObject> jobs;        // of hooks, that are there
  std::vector<cluster::LiveObject> left;        // objects of a Traffic Manager that is gone
  std::vector<cluster::AgentWorkload> agents;   // where no Traffic Manager is
  std::vector<std::string> not_looked_at;       // what, and why
  bool is_gone = false;  // no Traffic Manager is there, as far as can be told
};

// What is to be done, in that order, without the commands of a rollback, which depend on how helm
// applied the revision; pure.
std::vector<Repair> plan_repair(const Situation& situation, const Target& target);

struct RepairOutcome {
  std::vector<Repair> repairs;             // done, or to be done
  std::vector<std::string> not_looked_at;  // what, and why
  bool is_gone = false;                    // no Traffic Manager is there, or is left there
};

// Looks what is wrong, and plans. Throws Error: cluster when it cannot be read, conflict for a
// release of another chart, interrupted.
RepairOutcome find_repairs(const Target& target, const Tools& tools);

// Does what is to be done, and looks again. Throws Error as find_repairs does; environment without
// a kubectl that is needed, helm or cluster when a repair failed or did not help.
RepairOutcome repair(const Target& target, const Tools& tools);

}  // namespace telepresence::release
