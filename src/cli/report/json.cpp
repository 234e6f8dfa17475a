#include "cli/report/json.hpp"

#include "util/time.hpp"

namespace telepresence::cli {

std::string updated_of(const cluster::Release& release) {
  const auto time = parse_helm_time(release.updated);
  return time ? rfc3339(*time) : release.updated;
}

Fields fields_of(const release::Target& target) {
  return {{"namespace", target.manager_namespace},
          {"namespaceRule", to_word(target.rule)},
          {"context", target.context}};
}

Fields fields_of(const release::ExtensionReport& kubeconfig) {
  return {{"change", to_word(kubeconfig.change)}, {"file", kubeconfig.file.string()},
          {"cluster", kubeconfig.cluster},        {"formerNamespace", kubeconfig.former},
          {"namespace", kubeconfig.now},          {"warning", kubeconfig.warning},
          {"remedy", kubeconfig.remedy}};
}

Fields fields_of(const supply::TelepresenceClient& client) {
  return {
      {"version", client.version_text()}, {"edition", client.edition_name}, {"path", client.path}};
}

Fields fields_of(const supply::PackagedChart& chart, const std::string& signed_by) {
  return {{"name", chart.metadata.name},
          {"version", chart.metadata.version.to_string()},
          {"appVersion", chart.metadata.app_version},
          {"origin", chart.origin},
          {"digest", "sha256:" + chart.digest},
          {"digestPromisedBy", chart.promised_by},
          {"signedBy", signed_by}};
}

}  // namespace telepresence::cli
