#include "helm/global_flags.hpp"

namespace telepresence::helm {
namespace {

constexpr GlobalFlag flags[] = {
    {"--kube-context", "HELM_KUBECONTEXT", "NAME",
     "kubeconfig context to use, e.g. --kube-context prod", true, false, "--context"},
    {"--kube-apiserver", "HELM_KUBEAPISERVER", "URL",
     "address of the API server, e.g. --kube-apiserver https://10.0.0.1:6443", true, false,
     "--server"},
    {"--kube-token", "HELM_KUBETOKEN", "TOKEN",
     "bearer token, e.g. --kube-token \"$TOKEN\"; HELM_KUBETOKEN keeps it out of `ps`"},
    {"--kube-as-user", "HELM_KUBEASUSER", "USER", "impersonate a user, e.g. --kube-as-user jane",
     true, false, "--as"},
    {"--kube-as-group", "HELM_KUBEASGROUPS", "GROUP",
     "impersonate a group; may be repeated, e.g. --kube-as-group admins", true, true, "--as-group"},
    {"--kube-ca-file", "HELM_KUBECAFILE", "FILE",
     "CA certificates of the API server, e.g. --kube-ca-file ca.pem", true, false,
     "--certificate-authority"},
    {"--kube-tls-server-name", "HELM_KUBETLS_SERVER_NAME", "NAME",
     "name to expect in the API server's certificate, e.g. --kube-tls-server-name k8s.local", true,
     false, "--tls-server-name"},
    {"--kube-insecure-skip-tls-verify", "HELM_KUBEINSECURE_SKIP_TLS_VERIFY", "",
     "do not verify the API server's certificate, e.g. --kube-insecure-skip-tls-verify=true", true,
     false, "--insecure-skip-tls-verify"},
    {"--burst-limit", "HELM_BURST_LIMIT", "N", "client-side request burst, e.g. --burst-limit 200"},
    {"--qps", "HELM_QPS", "N", "client-side requests a second, e.g. --qps 50"},
    {"--registry-config", "HELM_REGISTRY_CONFIG", "FILE",
     "helm's registry logins, e.g. --registry-config registry.json"},
    {"--repository-config", "HELM_REPOSITORY_CONFIG", "FILE",
     "helm's repositories, e.g. --repository-config repositories.yaml"},
    {"--repository-cache", "HELM_REPOSITORY_CACHE", "DIR",
     "helm's cached indexes, e.g. --repository-cache /tmp/repository"},
    {"--content-cache", "HELM_CONTENT_CACHE", "DIR",
     "Helm 4's cached charts, e.g. --content-cache /tmp/content"},
};

}  // namespace

std::span<const GlobalFlag> global_flags() { return flags; }

}  // namespace telepresence::helm
