#include "cluster/manager.hpp"

#include "cluster/probe.hpp"
#include "net/certificate.hpp"

namespace telepresence::cluster {

Look<Manager> manager_in(const std::string& release_namespace, Certificate certificate,
                         const std::filesystem::path& probe_chart) {
  const auto part =
      certificate == Certificate::yes ? ProbePart::manager_and_certificate : ProbePart::manager;
  auto reading = probe_reading(probe_chart, part, release_namespace);
  reading.doing = "read how the Traffic Manager in namespace " + release_namespace + " stands";
  return Look<Manager>({std::move(reading), [](const std::string& helm_output) {
                          const auto report = probe_report(helm_output);
                          return Manager{parse_rollout(report), parse_agents(report),
                                         net::end_of_certificate(report.text("certificate"))};
                        }});
}

}  // namespace telepresence::cluster
