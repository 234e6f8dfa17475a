#include "cluster/probe.hpp"

#include <fmt/format.h>

#include <array>

#include "util/error.hpp"
#include "util/words.hpp"
#include "yaml/documents.hpp"

namespace telepresence::cluster {

// The words are those of probe/templates/report.yaml.
static constexpr auto words_of(ProbePart) {
  return std::array{Word{ProbePart::rollout, "rollout"},
                    Word{ProbePart::existing, "existing"},
                    Word{ProbePart::agents, "agents"},
                    Word{ProbePart::manager, "rollout-and-agents"},
                    Word{ProbePart::manager_and_certificate, "rollout-and-agents-and-certificate"},
                    Word{ProbePart::marked, "marked"},
                    Word{ProbePart::restored, "restored"},
                    Word{ProbePart::left_behind, "left-behind"},
                    Word{ProbePart::survey, "survey"},
                    Word{ProbePart::namespaces, "namespaces"}};
}

helm::Reading probe_reading(const std::filesystem::path& probe_chart, ProbePart part,
                            const std::string& release_namespace) {
  const auto* word = to_word(part);
  // Helm 4 would fetch all that the API server knows of its kinds, to check the one ConfigMap.
  return {
      {"template", "telepresence-probe", probe_chart.string(), "--namespace", release_namespace,
       "--dry-run=server", "--disable-openapi-validation", "--set", fmt::format("part={}", word)},
      fmt::format("read the {} in namespace {}", word, release_namespace)};
}

Printed probe_report(const std::string& helm_output) {
  // The pods of a large namespace.
  constexpr std::size_t largest = 64UL << 20U;
  const auto document = yaml::parse(helm_output, "helm template", largest);
  const std::string report(document["data"]["report"].scalar());
  if (report.starts_with('{')) return Printed::parse(report, "the probe chart");
  throw Error(ErrorKind::helm, "helm did not print the report of the probe chart", {}, helm_output);
}

}  // namespace telepresence::cluster
