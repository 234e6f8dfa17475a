#include "cluster/manager.hpp"

#include <utility>

#include "cluster/probe.hpp"
#include "net/certificate.hpp"

namespace telepresence::cluster {

Look<Manager> manager_in(const std::string& release_namespace, Certificate certificate,
                         const std::filesystem::path& probe_chart) {
  const auto part =
      certificate == Certificate::yes ? ProbePart::manager_and_certificate : ProbePart::manager;
  auto reading = probe_reading(probe_chart, part, release_namespace);
  reading.doing = "read how the Traffic Manager in namespace " + release_namespace + " stands";
  return Look<Manager>(
      {std::move(reading), [in = release_namespace](const std::string& helm_output) {
         const auto report = probe_report(helm_output);
         auto agents = parse_agents(report);
         const auto pem = report.text("certificate");
         // As it is called: NAME.NAMESPACE.svc.
         const auto host = agents.injector.service + '.' + in + ".svc";
         return Manager{parse_rollout(report), std::move(agents), net::end_of_certificate(pem),
                        net::reason_to_refuse(pem, report.text("caBundle"), host)};
       }});
}

}  // namespace telepresence::cluster
