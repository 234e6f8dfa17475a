// Live objects, read through helm: a small chart (probe/) whose only template looks objects up and
// prints them as JSON. So the user needs no other client, and the authentication is exactly helm's.
#pragma once

#include <filesystem>
#include <string>

#include "cluster/printed.hpp"
#include "helm/client.hpp"

namespace telepresence::cluster {

// What the probe chart can be asked for at a time: one refused look-up fails the whole of it.
enum class ProbePart {
  rollout,
  agents,
  manager,
  manager_and_certificate,
  existing,
  marked,
  restored,
  left_behind,
  survey,
  namespaces
};

// `doing` is for an error: "read the pods in namespace staging".
helm::Reading probe_reading(const std::filesystem::path& probe_chart, ProbePart part,
                            const std::string& release_namespace);

// What the chart printed. Throws Error (helm) when there is none.
Printed probe_report(const std::string& helm_output);

}  // namespace telepresence::cluster
