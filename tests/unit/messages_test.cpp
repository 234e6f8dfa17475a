#include "helm/messages.hpp"

#include <catch2/catch.hpp>

using namespace telepresence::helm;

// The texts are the real ones of Helm 3.17, 3.22, 4.1 and 4.3.
TEST_CASE("what a Go program prints when SIGQUIT ends it is left out") {
  CHECK(without_stacks("level=WARN x\nSIGQUIT: quit\nPC=0x1 m=0\n\ngoroutine 1:\n") ==
        "level=WARN x\n");
  CHECK(without_stacks("Error: no\n") == "Error: no\n");
}

TEST_CASE(
    "of a success helm's warnings are told, and the API server's, without the library's log") {
  CHECK(
      warnings_in("E1127 05:12:01.123456   77 reflector.go:200] \"Failed to watch\" err=\"gone\"\n"
                  "W1127 05:12:01.2   77 warnings.go:70] policy/v1beta1 is deprecated\n"
                  "\nWARNING: the kubeconfig is group-readable\n") ==
      "W1127 05:12:01.2   77 warnings.go:70] policy/v1beta1 is deprecated\n"
      "\nWARNING: the kubeconfig is group-readable\n");
  CHECK(warnings_in("").empty());
}

TEST_CASE("classify tells helm's failures apart, in both majors' words") {
  const auto [words, expected] = GENERATE(table<const char*, Failure>({
      {"Error: INSTALLATION FAILED: Kubernetes cluster unreachable: Get "
       "\"https://127.0.0.1:1/version\": "
       "dial tcp 127.0.0.1:1: connect: connection refused",
       Failure::unreachable},
      {"Error: INSTALLATION FAILED: kubernetes cluster unreachable: Get", Failure::unreachable},
      {"Error: INSTALLATION FAILED: cannot re-use a name that is still in use",
       Failure::release_exists},
      {"Error: INSTALLATION FAILED: cannot reuse a name that is still in use",
       Failure::release_exists},
      {"Error: UPGRADE FAILED: another operation (install/upgrade/rollback) is in progress",
       Failure::operation_pending},
      {"Error: UPGRADE FAILED: create: failed to create: secrets "
       "\"sh.helm.release.v1.traffic-manager.v2\" already exists",
       Failure::operation_pending},
      {"Error: INSTALLATION FAILED: create: failed to create: secrets "
       "\"sh.helm.release.v1.traffic-manager.v1\" is forbidden: unable to create new content in "
       "namespace staging because it is being terminated",
       Failure::namespace_ending},
      {"Error: UPGRADE FAILED: \"traffic-manager\" has no deployed releases",
       Failure::release_not_found},
      {"Error: uninstall: Release not loaded: traffic-manager: release: not found",
       Failure::release_not_found},
      {"Error: INSTALLATION FAILED: create: failed to create: namespaces \"staging\" not found",
       Failure::namespace_not_found},
      {"Error: query: failed to query with labels: secrets is forbidden: User \"jane\" cannot list "
       "resource \"secrets\"",
       Failure::forbidden},
      {"Error: failed pre-delete: jobs.batch \"uninstall-agents\" is forbidden: exceeded quota: q, "
       "requested: count/jobs.batch=1",
       Failure::not_admitted},
      {"Error: INSTALLATION FAILED: roles \"r\" is forbidden: ValidatingAdmissionPolicy 'p' with "
       "binding 'b' denied request: no",
       Failure::not_admitted},
      {"Error: UPGRADE FAILED: roles.rbac.authorization.k8s.io \"r\" is forbidden: user \"jane\" "
       "(groups=[]) is attempting to grant RBAC permissions not currently held",
       Failure::forbidden},
      {"Error: INSTALLATION FAILED: create: failed to create: Timeout: request did not complete "
       "within requested timeout - context deadline exceeded",
       Failure::connection_lost},
      {"Error: read tcp 127.0.0.1:5000: i/o timeout", Failure::connection_lost},
      {"Error: INSTALLATION FAILED: context deadline exceeded", Failure::not_ready},
      {"Error: UPGRADE FAILED: conflict occurred while applying object ambassador/traffic-manager "
       "apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict with \"kubectl\" using "
       "apps/v1: .spec.replicas",
       Failure::field_conflict},
      {"Error: INSTALLATION FAILED: resource Deployment/ambassador/traffic-manager not ready. "
       "status: InProgress, message: Available: 0/1\ncontext deadline exceeded",
       Failure::not_ready},
      {"Error: INSTALLATION FAILED: create: failed to create: Secret "
       "\"sh.helm.release.v1.traffic-manager.v1\" is invalid: data: Too long: must have at most "
       "1048576 bytes",
       Failure::release_too_large},
      {"Error: UPGRADE FAILED: template: telepresence/templates/x.yaml:4:30: executing "
       "\"telepresence/templates/x.yaml\" at <.Values.a.b>: nil pointer evaluating interface {}.b",
       Failure::old_values},
      {"Error: UPGRADE FAILED: telepresence/templates/new.yaml:4:12\n  executing "
       "\"telepresence/templates/new.yaml\" at <.Values.a.b>:\n    nil pointer evaluating "
       "interface "
       "{}.b",
       Failure::old_values},
      {"Error: INSTALLATION FAILED: chart requires kubeVersion: >=1.99.0-0 which is incompatible "
       "with Kubernetes v1.34.1",
       Failure::kubernetes_too_old},
      {"Error: INSTALLATION FAILED: values don't meet the specifications", Failure::values_invalid},
      // Helm 4 may have said something in its log before.
      {"level=WARN msg=\"i/o timeout\"\nError: INSTALLATION FAILED: context deadline exceeded",
       Failure::not_ready},
      // What others say is no cause.
      {"Error: INSTALLATION FAILED: Deployment.apps \"traffic-manager\" is invalid: "
       "spec.template.labels: Invalid value: \"cluster unreachable: x\": a valid label must …",
       Failure::other},
      {"Error: UPGRADE FAILED: cannot patch \"traffic-manager\" with kind Deployment: admission "
       "webhook \"policy\" denied the request: cluster unreachable: i/o timeout",
       Failure::webhook_denied},
      {"Error: execution error at (telepresence/templates/x.yaml:3:4): is forbidden:",
       Failure::values_refused},
      {"cluster unreachable: not helm's own line", Failure::other},
      {"", Failure::other},
  }));
  CAPTURE(words);
  CHECK(classify(words) == expected);
}

TEST_CASE("which Kubernetes a chart takes, and which is there, is told") {
  const auto versions = parse_kubernetes_versions(
      "level=WARN msg=x\nError: UPGRADE FAILED: chart requires kubeVersion: >=1.99.0-0 <2 which is "
      "incompatible with Kubernetes v1.34.1\n");
  CHECK(versions.wanted == ">=1.99.0-0 <2");
  CHECK(versions.found == "v1.34.1");
  CHECK(parse_kubernetes_versions("").wanted.empty());
}

TEST_CASE("who has set a field is told") {
  const auto conflict = parse_field_conflict(
      "level=WARN msg=\"upgrade failed\" error=\"conflict occurred while applying object x\"\n"
      "Error: UPGRADE FAILED: conflict occurred while applying object ambassador/traffic-manager "
      "apps/v1, Kind=Deployment: Apply failed with 2 conflicts: conflicts with \"kubectl\" using "
      "apps/v1:\n- .spec.replicas\n- .spec.paused\n");
  CHECK(conflict.kind == "Deployment");
  CHECK(conflict.name == "traffic-manager");
  CHECK(conflict.object_namespace == "ambassador");
  CHECK(conflict.manager == "kubectl");
  CHECK(conflict.fields == ".spec.replicas, .spec.paused");
  const auto role = parse_field_conflict(
      "Error: INSTALLATION FAILED: conflict occurred while applying object /x "
      "rbac.authorization.k8s.io/v1, Kind=ClusterRole: Apply failed with 1 conflict: conflict with "
      "\"kubectl-create\" using rbac.authorization.k8s.io/v1: .rules\n");
  CHECK(role.object_namespace.empty());
  CHECK(role.name == "x");
  CHECK(role.fields == ".rules");
}

TEST_CASE("B4: the namespace that is being deleted is helm's, not the release's") {
  CHECK(ending_namespace("Error: INSTALLATION FAILED: 1 error occurred:\n\t* configmaps "
                         "\"traffic-manager-claim\" is forbidden: unable to create new content in "
                         "namespace dev because it is being terminated\n") == "dev");
  CHECK(ending_namespace("Error: x").empty());
}

TEST_CASE("what an uninstall left for want of rights is no success") {
  const auto left = left_for_want_of_rights(
      "3 resource(s) were not deleted because their ownership could not be verified:\n"
      "[MutatingWebhookConfiguration] agent-injector-webhook-ambassador: mutating… "
      "\"agent-injector-webhook-ambassador\" is forbidden: User \"jane\" cannot get resource\n"
      "[Role] traffic-manager: roles… \"traffic-manager\" is forbidden: User \"jane\" cannot get "
      "resource \"roles\" in API group \"rbac.authorization.k8s.io\" in the namespace \"dev\"\n"
      "[ClusterRole] other: it belongs to another release\n\nrelease \"x\" uninstalled\n");
  REQUIRE(left.size() == 2);
  CHECK(left[0].kind == "MutatingWebhookConfiguration");
  CHECK(left[0].name == "agent-injector-webhook-ambassador");
  CHECK(left[0].object_namespace.empty());
  CHECK(left[1].kind == "Role");
  CHECK(left[1].object_namespace == "dev");
  CHECK(left_for_want_of_rights("release \"traffic-manager\" uninstalled\n").empty());
}

TEST_CASE("why no cluster is reached, as far as helm tells") {
  const auto [words, expected] = GENERATE(table<const char*, const char*>({
      {"Error: Kubernetes cluster unreachable: stat /nope: no such file or directory\n",
       "there is no kubeconfig file /nope"},
      {"level=ERROR msg=\"cluster reachability check failed: kubernetes cluster unreachable: "
       "context "
       "\\\"prod\\\" does not exist\"\nError: INSTALLATION FAILED: cluster reachability check "
       "failed: "
       "kubernetes cluster unreachable: context \"prod\" does not exist\n",
       "the kubeconfig has no context prod"},
      {"Error: Kubernetes cluster unreachable: Get \"http://localhost:8080/version\": dial tcp "
       "127.0.0.1:8080: connect: connection refused",
       "the cluster cannot be reached at localhost:8080, where helm looks without a kubeconfig"},
      {"Error: Kubernetes cluster unreachable: Get \"https://127.0.0.1:1/version\": dial tcp",
       "the cluster cannot be reached"},
      {"Error: Kubernetes cluster unreachable: the server has asked for the client to provide "
       "credentials\n",
       "the cluster does not accept your credentials"},
      {"", "the cluster cannot be reached"},
  }));
  CAPTURE(words);
  CHECK(describe_unreachable(words) == expected);
}

TEST_CASE("a claimed namespace is told with its owner") {
  const char* words =
      "Error: INSTALLATION FAILED: Unable to continue with install: ConfigMap "
      "\"traffic-manager-claim\" in namespace \"staging\" exists and cannot be imported into the "
      "current release: invalid ownership metadata; annotation validation error: key "
      "\"meta.helm.sh/release-namespace\" must equal \"prod\": current value is \"dev\"";
  CHECK(classify(words) == Failure::namespace_claimed);
  const auto claim = parse_taken_object(words);
  CHECK(claim.object_namespace == "staging");
  CHECK(claim.owner == "dev");
}

TEST_CASE("an object of another release is told with its owner") {
  const char* words =
      "Error: INSTALLATION FAILED: unable to continue with install: ClusterRole "
      "\"traffic-manager-ambassador-agent\" in namespace \"\" exists and cannot be imported into "
      "the current release: invalid ownership metadata; annotation validation error: key "
      "\"meta.helm.sh/release-namespace\" must equal \"prod\": current value is \"dev\"";
  CHECK(classify(words) == Failure::object_taken);
  const auto object = parse_taken_object(words);
  CHECK(object.kind == "ClusterRole");
  CHECK(object.name == "traffic-manager-ambassador-agent");
  CHECK(object.object_namespace.empty());
  CHECK(object.owner == "dev");
}

TEST_CASE("an object of no release has no owner") {
  const char* words =
      "Error: INSTALLATION FAILED: Unable to continue with install: Secret "
      "\"mutator-webhook-tls\" in namespace \"dev\" exists and cannot be imported into the "
      "current release: invalid ownership metadata; label validation error: missing key "
      "\"app.kubernetes.io/managed-by\": must be set to \"Helm\"; annotation validation error: "
      "missing key \"meta.helm.sh/release-namespace\": must be set to \"dev\"";
  CHECK(classify(words) == Failure::object_taken);
  const auto object = parse_taken_object(words);
  CHECK(object.kind == "Secret");
  CHECK(object.object_namespace == "dev");
  CHECK(object.owner.empty());
}

TEST_CASE("what a registry did not give is told from the words of helm pull") {
  const auto [words, expected] = GENERATE(table<const char*, PullFailure>({
      {"Error: failed to do request: Head \"https://127.0.0.1:403/\": dial tcp 127.0.0.1:403: "
       "connect: connection refused",
       PullFailure::unreachable},
      {"Error: unexpected status from HEAD request: 401 Unauthorized", PullFailure::denied},
      {"Error: http: server gave HTTP response to HTTPS client", PullFailure::plain_http},
      {"Error: tls: failed to verify certificate: x509: certificate signed by unknown authority",
       PullFailure::untrusted_certificate},
      {"Error: failed to resolve: not found", PullFailure::not_found},
      {"Error: something else", PullFailure::other},
  }));
  CAPTURE(words);
  CHECK(classify_pull(words) == expected);
}

TEST_CASE("helm verify tells the signer, or what is wrong with the keyring") {
  CHECK(signer_in("Signed by: Jane <jane@example.com>\nUsing Key With Fingerprint: 1\n") ==
        "Jane <jane@example.com>");
  CHECK(signer_in("Chart Hash Verified\n").empty());
  CHECK(classify_verify("Error: failed to load keyring: EOF") == VerifyFailure::unreadable_keyring);
  CHECK(classify_verify("Error: openpgp: signature made by unknown entity") ==
        VerifyFailure::unknown_signer);
}

TEST_CASE("a values file that cannot be read is named, whatever was wrong with it") {
  const auto [words, file, reason] = GENERATE(table<const char*, const char*, const char*>({
      {"Error: INSTALLATION FAILED: open a b.yaml: no such file or directory", "a b.yaml",
       "no such file or directory"},
      {"level=WARN x\nError: read /tmp: is a directory\n", "/tmp", "is a directory"},
      {"Error: UPGRADE FAILED: failed to parse v.yaml: error converting YAML to JSON: yaml: line "
       "3: "
       "x",
       "v.yaml", "error converting YAML to JSON: yaml: line 3: x"},
      {"Error: INSTALLATION FAILED: parse \"http://[::1/v\": missing ']' in host", "http://[::1/v",
       "missing ']' in host"},
      {"Error: INSTALLATION FAILED: Get \"http://a:99999/v\": dial tcp: address 99999: invalid "
       "port",
       "http://a:99999/v", "dial tcp: address 99999: invalid port"},
      {"Error: INSTALLATION FAILED: failed to fetch http://a/v : 404 Not Found", "http://a/v",
       "404 Not Found"},
  }));
  CHECK(classify(words) == Failure::values_unreadable);
  CHECK(unreadable_file(words).file == file);
  CHECK(unreadable_file(words).reason == reason);
  CHECK(unreadable_file(words).is_fetched == (std::string(file).starts_with("http://a")));
}

TEST_CASE("a flag whose value cannot be parsed is told from one that names a file") {
  const std::string start = "Error: INSTALLATION FAILED: failed parsing ";
  const auto value = start + "--set-json data JSON: {s3cret";
  CHECK(classify(value) == Failure::flag_unreadable);
  CHECK(unreadable_flag(value) == "--set-json");
  CHECK(unreadable_file(value).file.empty());
  const auto file = start + "--set-file data: open v: no such file or directory";
  CHECK(classify(file) == Failure::flag_unreadable);
  CHECK(unreadable_file(file).file == "v");
}

TEST_CASE("F15: what has a part of a value in it is told from what has not") {
  const std::string start = "Error: INSTALLATION FAILED: ";
  CHECK(repeats_values(start + "failed parsing --set data: key \"s3cret\" has no value"));
  CHECK(repeats_values("Error: failed parsing --set-json data JSON: {s3cret"));
  CHECK(repeats_values(start + "parse \"http://u:s3cret@[::1/v\": missing ']' in host"));
  CHECK(repeats_values(start + "failed to parse v.yaml: yaml: unmarshal errors: line 1: `s3cret`"));
  CHECK_FALSE(
      repeats_values(start + "failed to parse v.yaml: yaml: line 2: mapping values are not"));
  CHECK_FALSE(repeats_values(start + "failed parsing --set-file data: open v: no such file"));
  CHECK_FALSE(repeats_values("Error: Kubernetes cluster unreachable"));
}

TEST_CASE("B5: who it was that gave no answer, or said no") {
  const std::string values =
      "Error: INSTALLATION FAILED: Get \"http://192.0.2.1/v.yaml\": dial tcp 192.0.2.1:80: i/o "
      "timeout";
  CHECK(classify(values) == Failure::connection_lost);
  CHECK(unreadable_file(values).file == "http://192.0.2.1/v.yaml");
  CHECK(unreadable_file(values).is_fetched);
  CHECK(unreadable_file("Error: INSTALLATION FAILED: context deadline exceeded").file.empty());
  CHECK_FALSE(unreadable_file("Error: read tcp 127.0.0.1:5000: i/o timeout").is_fetched);

  const std::string slow =
      "Error: INSTALLATION FAILED: Get \"http://192.0.2.1/v.yaml\": context deadline exceeded "
      "(Client.Timeout exceeded while awaiting headers)";
  CHECK(classify(slow) == Failure::connection_lost);

  CHECK(classify("Error: INSTALLATION FAILED: context deadline exceeded (Client.Timeout or context "
                 "cancellation while reading body)") == Failure::connection_lost);

  const std::string schema =
      "Error: INSTALLATION FAILED: values don't meet the specifications of the schema(s) in the "
      "following chart(s):\ntelepresence:\nfailing loading \"http://192.0.2.1/x.json\": HTTP "
      "request "
      "failed for http://192.0.2.1/x.json: Get \"http://192.0.2.1/x.json\": dial tcp: i/o "
      "timeout\n";
  CHECK(classify(schema) == Failure::values_invalid);
  CHECK(missing_schema(schema) == "http://192.0.2.1/x.json");
  CHECK(missing_schema(
            "Error: values don't meet the specifications of the schema(s) in the following "
            "chart(s):\ntelepresence:\nfailing loading \"http://h/x.json\": http://h/x.json "
            "returned status code 404") == "http://h/x.json");
  CHECK(missing_schema("Error: values don't meet the specifications of the schema(s)").empty());

  const std::string refused =
      "Error: UPGRADE FAILED: execution error at (telepresence/templates/x.yaml:17:8): a.b: must "
      "be c";
  CHECK(classify(refused) == Failure::values_refused);
  CHECK(refusal_of_values(refused) == "a.b: must be c");
  CHECK(refusal_of_values(
            "execution error at (x.yaml:1:2): rbac (only, namespaced): must not be set") ==
        "rbac (only, namespaced): must not be set");

  const std::string silent =
      "Error: INSTALLATION FAILED: 1 error occurred:\n\t* Internal error occurred: failed calling "
      "webhook "
      "\"x.example.com\": failed to call webhook: Post \"https://x/?timeout=10s\": context "
      "deadline "
      "exceeded\n";
  CHECK(classify(silent) == Failure::webhook_failed);
  CHECK(parse_webhook_answer(silent).webhook == "x.example.com");

  const std::string denied =
      "Error: INSTALLATION FAILED: admission webhook \"policy.example.com\" denied the request: "
      "cannot re-use a name that is still in use";
  CHECK(classify(denied) == Failure::webhook_denied);
  const auto answer = parse_webhook_answer(denied);
  CHECK(answer.webhook == "policy.example.com");
  CHECK(answer.message == "cannot re-use a name that is still in use");
  CHECK(parse_webhook_answer(
            "admission webhook \"x\" denied the request: \n\nresource x was blocked\n\n"
            "rule: failed\n")
            .message == "resource x was blocked");
  const std::string without_reason =
      "Error: INSTALLATION FAILED: admission webhook \"x\" denied the request without explanation";
  CHECK(classify(without_reason) == Failure::webhook_denied);
  CHECK(parse_webhook_answer(without_reason).message.empty());
}
