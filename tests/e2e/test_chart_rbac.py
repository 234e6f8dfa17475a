"""What the rendered roles allow, asked of the API server: all that is listed, and nothing else.

For each subject every verb is asked on every resource of RESOURCES, in the manager's namespace, in
one that it manages and in one that it does not, and cluster-wide. That is `kubectl auth can-i`,
many questions in one call.
"""

import itertools
import json

import pytest

from support import wait_until

OWN, MANAGED, OTHER = "ambassador", "staging", "prod"
NAMESPACES = [OWN, MANAGED, OTHER]

VERBS = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"]

# group/resource[/subresource][:name]; what the roles speak of, and what stands beside it.
RESOURCES = [
    "/pods", "/pods/log", "/pods/exec", "/pods/portforward", "/pods/eviction",
    "/services", "/services:traffic-manager", "/services/proxy", "/endpoints", "/nodes",
    "/namespaces", "/namespaces:ambassador", "/namespaces:staging",
    "/configmaps", "/configmaps:telepresence-agents", "/configmaps:telepresence-intercept-env",
    "/configmaps:traffic-manager", "/secrets", "/secrets:mutator-webhook-tls", "/serviceaccounts",
    "/events", "events.k8s.io/events", "apps/deployments", "apps/deployments/scale",
    "apps/replicasets", "apps/statefulsets", "apps/daemonsets", "batch/jobs",
    "networking.k8s.io/ingresses", "coordination.k8s.io/leases",
    "argoproj.io/rollouts", "argoproj.io/rollouts/status", "argoproj.io/applications",
    "rbac.authorization.k8s.io/roles", "rbac.authorization.k8s.io/clusterroles",
    "admissionregistration.k8s.io/mutatingwebhookconfigurations",
]
CLUSTER_WIDE = {"/nodes", "/namespaces", "/namespaces:ambassador", "/namespaces:staging",
                "rbac.authorization.k8s.io/clusterroles",
                "admissionregistration.k8s.io/mutatingwebhookconfigurations"}

READ = "get list watch"
WORKLOADS = ["apps/deployments", "apps/replicasets", "apps/statefulsets"]


def every(resources, verbs):
    return {(resource, verb) for resource in resources for verb in verbs.split()}


# A verb on all objects of a kind is one on each of them too.
ALL_SERVICES = ["/services", "/services:traffic-manager"]
ALL_CONFIGMAPS = ["/configmaps", "/configmaps:telepresence-agents",
                  "/configmaps:telepresence-intercept-env", "/configmaps:traffic-manager"]
ALL_SECRETS = ["/secrets", "/secrets:mutator-webhook-tls"]
ALL_NAMESPACES = ["/namespaces", "/namespaces:ambassador", "/namespaces:staging"]
AGENT_CONFIGMAPS = ["/configmaps:telepresence-agents", "/configmaps:telepresence-intercept-env"]

MANAGER_INSIDE = (
    every(["/pods", *ALL_SERVICES], READ) | every(ALL_SERVICES, "update") |
    every(["/pods/log"], "get") | every(ALL_CONFIGMAPS, "create") |
    every(AGENT_CONFIGMAPS, "list get watch update delete") |
    every(WORKLOADS, "get list patch update") | every(["events.k8s.io/events"], "get watch"))
MANAGER_AT_HOME = (
    every(ALL_SERVICES, "create") | every(ALL_CONFIGMAPS, "list watch patch") |
    every(["/secrets:mutator-webhook-tls"], "get"))
MANAGER_CLUSTER_WIDE = every(["/nodes"], READ) | every(ALL_NAMESPACES, "get list")

CLIENT_INSIDE = (
    every(["/pods/log"], "get") | every(["/pods"], "list get") | every(ALL_SERVICES, READ) |
    every(["/pods/portforward"], "create") | every(WORKLOADS, READ) |
    every(["/configmaps:telepresence-agents"], READ))
CLIENT_AT_HOME = (every(["/pods"], READ) | every(["/services:traffic-manager"], "get") |
                  every(["/pods/portforward"], "create"))

AGENT_READS = ["/pods", "apps/deployments", "/endpoints", *ALL_SERVICES, "argoproj.io/applications"]
AGENT_ROLLOUTS = every(["argoproj.io/rollouts", "argoproj.io/rollouts/status"],
                       "get list watch patch")
AGENT_INSIDE = every([*AGENT_READS, "networking.k8s.io/ingresses"], READ) | AGENT_ROLLOUTS
# Where it is limited to namespaces, it reads the ConfigMaps there, and of the ingresses only those
# of the group extensions, which no present API server has.
AGENT_LIMITED = every([*AGENT_READS, *ALL_CONFIGMAPS], READ) | AGENT_ROLLOUTS
AGENT_AT_HOME = (
    every(ALL_CONFIGMAPS, READ) | every(ALL_SECRETS, "get list create delete patch watch") |
    every(["coordination.k8s.io/leases"], " ".join(VERBS)))
OWN_NAMESPACE = every(["/namespaces:ambassador"], "get")

MANAGER = "system:serviceaccount:ambassador:traffic-manager"
AGENT = "system:serviceaccount:ambassador:traffic-manager-ambassador-agent"
CLIENT = "jane"

SUBJECTS = ["--set-json",
            'clientRbac.subjects=[{"kind":"User","name":"jane","apiGroup":"rbac.authorization.k8s.io"}]',
            "--set", "clientRbac.create=true"]
IN_THE_CLUSTER = SUBJECTS
NAMESPACED = [*SUBJECTS, "--set", "managerRbac.namespaced=true",
              "--set", "managerRbac.namespaces={ambassador,staging}",
              "--set", "clientRbac.namespaced=true",
              "--set", "clientRbac.namespaces={ambassador,staging}",
              "--set", "ambassador-agent.rbac.namespaces={ambassador,staging}"]
# Where each may do what; "" is what belongs to no namespace.
EXPECTED = {
    "cluster": (IN_THE_CLUSTER, {
        MANAGER: {OWN: MANAGER_INSIDE | MANAGER_AT_HOME, MANAGED: MANAGER_INSIDE,
                  OTHER: MANAGER_INSIDE, "": MANAGER_CLUSTER_WIDE},
        CLIENT: {OWN: CLIENT_INSIDE | CLIENT_AT_HOME, MANAGED: CLIENT_INSIDE,
                 OTHER: CLIENT_INSIDE, "": every(ALL_NAMESPACES, READ)},
        AGENT: {OWN: AGENT_INSIDE | AGENT_AT_HOME, MANAGED: AGENT_INSIDE, OTHER: AGENT_INSIDE,
                "": OWN_NAMESPACE},
    }),
    "namespaced": (NAMESPACED, {
        # A Role that names a namespace counts for requests on that very object.
        MANAGER: {OWN: MANAGER_INSIDE | MANAGER_AT_HOME, MANAGED: MANAGER_INSIDE, OTHER: set(),
                  "": OWN_NAMESPACE},
        CLIENT: {OWN: CLIENT_INSIDE | CLIENT_AT_HOME, MANAGED: CLIENT_INSIDE, OTHER: set(),
                 "": set()},
        AGENT: {OWN: AGENT_LIMITED | AGENT_AT_HOME, MANAGED: AGENT_LIMITED, OTHER: set(),
                "": OWN_NAMESPACE},
    }),
    "rbac-only": ([*IN_THE_CLUSTER, "--set", "rbac.only=true", "--set", "managerRbac.create=false"], {
        MANAGER: {OWN: every(ALL_CONFIGMAPS, "list watch patch") |
                  every(["/secrets:mutator-webhook-tls"], "get"),
                  MANAGED: set(), OTHER: set(), "": set()},
        CLIENT: {OWN: CLIENT_INSIDE | CLIENT_AT_HOME, MANAGED: CLIENT_INSIDE,
                 OTHER: CLIENT_INSIDE, "": every(ALL_NAMESPACES, READ)},
    }),
}

pytestmark = pytest.mark.on_oldest


def question(user, namespace, resource, verb):
    group, _, rest = resource.partition("/")
    kind, _, name = rest.partition(":")
    plural, _, subresource = kind.partition("/")
    if plural == "namespaces" and name:
        namespace = name  # as a request for a namespace is seen by the authorizer
    attributes = {"group": group, "resource": plural, "verb": verb, "namespace": namespace}
    if subresource:
        attributes["subresource"] = subresource
    if name:
        attributes["name"] = name
    groups = ["system:authenticated"]
    if user.startswith("system:serviceaccount:"):
        groups += ["system:serviceaccounts", f"system:serviceaccounts:{user.split(':')[2]}"]
    return {"apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
            "spec": {"user": user, "groups": groups, "resourceAttributes": attributes}}


def documents(text):
    """kubectl prints one JSON document after the other."""
    decoder, at, found = json.JSONDecoder(), 0, []
    while at < len(text):
        document, end = decoder.raw_decode(text, at)
        found.append(document)
        at = end + 1
    return found


def allowed(cluster, user):
    """{namespace: {(resource, verb), …}} of what the API server allows."""
    asked = [(namespace, resource, verb)
             for resource, verb in itertools.product(RESOURCES, VERBS)
             for namespace in ([""] if resource in CLUSTER_WIDE else NAMESPACES)]
    reviews = {"apiVersion": "v1", "kind": "List",
               "items": [question(user, *one) for one in asked]}
    answers = documents(cluster.run("create", "-o", "json", "-f", "-",
                                    input_text=json.dumps(reviews)))
    assert len(answers) == len(asked)
    result = {namespace: set() for namespace in ["", *NAMESPACES]}
    for (namespace, resource, verb), answer in zip(asked, answers):
        if answer["status"]["allowed"]:
            result[namespace].add((resource, verb))
    return result


@pytest.mark.parametrize("form", EXPECTED)
def test_what_is_listed_is_allowed_and_nothing_else(helm, cluster, form):
    arguments, subjects = EXPECTED[form]
    for namespace in (MANAGED, OTHER):
        if not cluster.exists("namespace", namespace):
            cluster.run("create", "namespace", namespace)
    helm.ok("telepresence", "install", "--wait=false", *arguments)
    for user, expected in subjects.items():
        # Kubernetes puts the agent's ClusterRole together a moment later.
        wait_until(lambda u=user, e=expected: allowed(cluster, u)[MANAGED] >= e[MANAGED],
                   f"rights of {user}", seconds=60)
        found = allowed(cluster, user)
        for namespace, rights in expected.items():
            assert found[namespace] == rights, f"{user} in {namespace or 'the cluster'}"


def test_it_is_what_kubectl_auth_can_i_says(helm, cluster):
    helm.ok("telepresence", "install", "--wait=false", *NAMESPACED)
    for user, namespace, expected, *what in [
            (MANAGER, MANAGED, "yes", "patch", "deployments.apps"),
            (MANAGER, MANAGED, "no", "delete", "deployments.apps"),
            (MANAGER, OTHER, "no", "patch", "deployments.apps"),
            (CLIENT, OWN, "yes", "create", "pods", "--subresource=portforward"),
            (CLIENT, OWN, "no", "create", "pods", "--subresource=exec"),
            (AGENT, OWN, "yes", "create", "secrets"),
            (AGENT, MANAGED, "no", "create", "secrets")]:
        answer = cluster.ask("auth", "can-i", *what, "-n", namespace, "--as", user)
        assert answer == expected, f"{user} {what} in {namespace}"
