// What helm says, and what that means. All of helm's wording is here. The wordings of
// Helm 3.17, 3.22, 4.1 and 4.3 were taken from the real programs.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace telepresence::helm {

enum class Failure {
  other,
  unreachable,          // no API server answers helm's first question: it did nothing
  connection_lost,      // it stopped answering later
  forbidden,            // it answers, and says no: for want of rights, or of credentials
  not_admitted,         // a quota, Pod Security or a policy refuses an object
  release_exists,       // install over a release
  release_not_found,    // uninstall, status, upgrade of nothing
  operation_pending,    // another install, upgrade or rollback has not ended
  namespace_not_found,  // the namespace of the release, or a managed one, is missing
  not_ready,            // the time limit passed before everything was ready
  namespace_ending,     // the namespace is being deleted
  namespace_claimed,    // another Traffic Manager manages a namespace that was asked for
  object_taken,         // an object of that name is there and belongs to somebody else
  release_too_large,    // it does not fit into a Secret
  old_values,           // a template of this chart finds nothing where the old values have a gap
  field_conflict,       // another program has set a field that the chart sets (Helm 4)
  values_refused,       // a template of the chart says why it does not take the values
  values_invalid,       // they do not fit the chart's values.schema.json
  values_unreadable,    // a file of values cannot be read, fetched or parsed
  flag_unreadable,      // what a flag as --set gives cannot be parsed
  webhook_failed,       // the API server cannot call an admission webhook
  webhook_denied,       // it says no
  kubernetes_too_old,   // or too new: the chart says which versions it takes
};

Failure classify(std::string_view error_output);

// What helm says of a failure without what its libraries log beside it ("E1127 …] Unhandled Error",
// "level=WARN …"); all of it when it says nothing else.
std::string without_log(std::string_view error_output);

// What helm says of a success, without what Kubernetes' client library logs of its own work, as
// when helm gives up a watch. Helm 3 has the API server's warnings in a line of that log too
// ("W1127 …").
std::string warnings_in(std::string_view error_output);

// Whether helm could not record the release: what comes before that was done.
bool is_about_recording(std::string_view error_output);

// Of an unreachable failure: "the cluster cannot be reached", or what keeps helm from even trying,
// a kubeconfig file or a context that is not there, or credentials that are not accepted.
std::string describe_unreachable(std::string_view error_output);

// Of a namespace_claimed or object_taken failure: what exists already. Helm names the
// first such object only.
struct TakenObject {
  std::string kind;  // "ConfigMap", "ClusterRole", …
  std::string name;
  std::string object_namespace;  // "" when it belongs to none
  std::string owner;             // the namespace of the release that has it, "" when none has

  // Whether it is a Traffic Manager's claim of a namespace.
  bool is_claim() const { return kind == "ConfigMap" && name == "traffic-manager-claim"; }
};
TakenObject parse_taken_object(std::string_view error_output);

// Of a field_conflict failure. There may be further objects: helm stops at the first.
struct FieldConflict {
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" when it belongs to none
  std::string manager;           // who has set them: "kubectl"
  std::string fields;            // ".spec.replicas, .spec.template"
};
FieldConflict parse_field_conflict(std::string_view error_output);

// Of a kubernetes_too_old failure: what the chart takes, ">=1.99.0-0", and what is there,
// "v1.34.1".
struct KubernetesVersions {
  std::string wanted;
  std::string found;
};
KubernetesVersions parse_kubernetes_versions(std::string_view error_output);

// Of a namespace_not_found failure: which one is missing.
std::string missing_namespace(std::string_view error_output);

// Of a namespace_ending failure: which one is being deleted, "" when helm does not say.
std::string ending_namespace(std::string_view error_output);

// Of a values_unreadable failure: the file or its address, and why; of a flag_unreadable one too,
// where the flag names a file; of a connection_lost one the address, where helm's error begins with
// it, which may be the API server's. Empty where helm names none.
struct UnreadableFile {
  std::string file;
  std::string reason;
  bool is_fetched = false;     // `file` is an address, of which there was no good answer
  bool is_parsed = false;      // it was read
  bool is_no_address = false;  // what should be one is no URL; a login may be anywhere in it
};
UnreadableFile unreadable_file(std::string_view error_output);

// Whether helm's words about values that it cannot read may have a part of one, which may be a
// password: then they are not to be shown.
bool repeats_values(std::string_view error_output);

// Of a flag_unreadable failure: the flag, "--set-json".
std::string unreadable_flag(std::string_view error_output);

// Of a values_refused failure: what the template says.
std::string refusal_of_values(std::string_view error_output);

// Of a values_invalid failure: the address that the schema refers to and that cannot be loaded; ""
// when it is the values that do not fit.
std::string missing_schema(std::string_view error_output);

// Of a webhook's failure: its name, and the first line of what it says when it denies, if anything.
struct WebhookAnswer {
  std::string webhook;
  std::string message;
};
WebhookAnswer parse_webhook_answer(std::string_view error_output);

// Without what a Go program prints when SIGQUIT ends it: the stacks of all that it was doing.
std::string without_stacks(std::string_view error_output);

// Whether a credential plugin of the kubeconfig failed.
bool is_about_a_credential_plugin(std::string_view error_output);

// Of a not_admitted failure: why, as the API server says it, "exceeded quota: …".
std::string reason_not_admitted(std::string_view error_output);

// Of a forbidden failure: whether this user lacks a right; else credentials were not accepted.
bool is_about_a_missing_right(std::string_view error_output);

// Of a forbidden failure: whether it is the namespace itself that must not be created.
bool is_about_creating_a_namespace(std::string_view error_output);

// The look-up of a template that the user may not do, "list events"; "" when it was none. Source:
// the API server, k8s.io/apiserver/pkg/endpoints/handlers/responsewriters/errors.go.
std::string refused_look_up(std::string_view error_output);

// What `helm uninstall` prints besides that it has removed the release: the resources it kept.
std::string without_success_of_uninstall(std::string_view output);

struct LeftObject {
  std::string kind;
  std::string name;
  std::string object_namespace;  // "" for one of the whole cluster
};

// Objects that a `helm uninstall` which succeeded has left, since it had no right to look at them.
// Helm 4.3 does so, and forgets the release.
std::vector<LeftObject> left_for_want_of_rights(std::string_view output);

// What a failing `helm pull` from a registry means.
enum class PullFailure {
  other,
  unreachable,            // no answer at all
  denied,                 // it wants a login, or another one
  plain_http,             // it does not speak https
  untrusted_certificate,  // it does, with a certificate of a CA that nobody here knows
  not_found,              // it has no such chart or version
};
PullFailure classify_pull(std::string_view error_output);

// What a failing `helm verify` means.
enum class VerifyFailure {
  other,
  no_keyring,          // helm's own is not there
  unreadable_keyring,  // it is in gpg's new form
  unknown_signer,      // it does not have the signer's key
};
VerifyFailure classify_verify(std::string_view error_output);

// The signer in what a `helm verify` prints that succeeded; "" when it names none.
std::string signer_in(std::string_view output);

}  // namespace telepresence::helm
