#include "cluster/namespaces.hpp"

#include "cluster/probe.hpp"

namespace telepresence::cluster {

Question<std::vector<std::string>> namespaces_of_cluster(const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::namespaces, "default");
  reading.doing = "list the namespaces of the cluster";
  return {std::move(reading), [](const std::string& helm_output) {
            return probe_report(helm_output).texts("namespaces");
          }};
}

}  // namespace telepresence::cluster
