// All that is looked at of a Traffic Manager, in one question: it takes half the time of several.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "cluster/agents.hpp"
#include "cluster/look.hpp"
#include "cluster/rollout.hpp"
#include "util/time.hpp"

namespace telepresence::cluster {

struct Manager {
  Rollout rollout;
  Agents agents;
  // Of the webhook's certificate; nothing where it was not asked for or cannot be read.
  std::optional<TimePoint> certificate_end;
  // Why the API server does not trust it; "" where it does.
  std::string certificate_refused;
};

enum class Certificate { no, yes };
Look<Manager> manager_in(const std::string& release_namespace, Certificate certificate,
                         const std::filesystem::path& probe_chart);

}  // namespace telepresence::cluster
