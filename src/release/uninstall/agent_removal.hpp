// Takes the traffic-agents out of the workloads, and looks until they are gone.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "cluster/agents.hpp"
#include "release/target.hpp"
#include "release/tools.hpp"

namespace telepresence::release {

// Asks the Traffic Manager, through the API server's proxy, to take its agents out of all
// workloads: what the chart's pre-delete Job asks, without a Job and its image. Gives "" when it
// answered, else why it did not. Throws Error (interrupted).
// Source: the Job's command in the chart.
std::string ask_to_remove_agents(const cluster::Injector& injector, const std::string& in,
                                 const cluster::Kubectl& kubectl, const Tick& tick);

// Why nothing can be said of the agents that a Traffic Manager leaves; "" where it can.
std::string reason_not_to_look(const cluster::Answer<cluster::Agents>& seen);

// Looks each second until there is none, or nothing is on its way any more, or the limit has
// passed; gives what was seen last. `seen` is the first look. Throws Error (interrupted).
cluster::Answer<cluster::Agents> await_removal(cluster::Answer<cluster::Agents> seen,
                                               cluster::Look<cluster::Agents>& look,
                                               std::chrono::milliseconds limit, const Tools& tools);

// Has the cluster replace the pods of those that a restart helps. Gives what went wrong, a line
// each. Throws Error (interrupted).
std::vector<std::string> restart(const std::vector<cluster::AgentWorkload>& workloads,
                                 const Tools& tools);

// The commands that have the cluster replace the pods of these, a line each: where no Traffic
// Manager is any more, by pods without an agent.
std::string replacement_commands(const std::vector<cluster::AgentWorkload>& workloads,
                                 const Target& target);

// For an error: "Deployment web in namespace shop still has an agent", and its remedy.
std::string still_have_agents(const std::vector<cluster::AgentWorkload>& workloads);
std::string to_remove_agents(const std::vector<cluster::AgentWorkload>& workloads,
                             const Target& target);

}  // namespace telepresence::release
