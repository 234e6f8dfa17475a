// Which images the agents have, and those of another version than their Traffic Manager gives out.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cluster/manager.hpp"
#include "release/health/section.hpp"
#include "release/target.hpp"

namespace telepresence::release {

// What the pods get that a Traffic Manager puts agents into.
struct ImageForAgents {
  std::string registry;
  std::string name;
  std::string tag;             // "" where it cannot be told
  bool is_name_given = false;  // by a value, so that it is no other one

  // "docker.io/datawire/tel2:2.18.1"
  std::string to_string() const;
};

// `app_version` is that of the release's chart. Without a value for it the tag is the version of
// the program, which the Traffic Manager's own image tells where it has the name that is published,
// and as its tag a version as published ("2.18.1") or the chart's.
// Source: github.com/telepresenceio/telepresence,
// cmd/traffic/cmd/manager/managerutil/agentimage.go.
ImageForAgents image_for_agents(const cluster::Workload& manager, const std::string& app_version);

// Those with pods whose agent is of another version, with these pods alone. An image of another
// name (unless a value gives the name), or without a tag, is somebody else's choice: it is left
// out, and so is what is being replaced anyhow.
std::vector<cluster::AgentWorkload> outdated(const std::vector<cluster::AgentWorkload>& workloads,
                                             const ImageForAgents& image);

// `manager` is nothing where it could not be looked at.
Section check_agents(const std::optional<cluster::Manager>& manager, const std::string& app_version,
                     const Target& target);

}  // namespace telepresence::release
