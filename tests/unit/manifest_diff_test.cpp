// What differs between two manifests.
#include "release/manifest/manifest_diff.hpp"

#include <catch2/catch.hpp>
#include <chrono>
#include <string>
#include <vector>

using namespace telepresence;
using namespace telepresence::release;

namespace {

// Made with openssl, in November 2026, for a day.
constexpr const char* encoded_certificate =
    "LS0tLS1CRUdJTiBDRVJUSUZJQ0FURS0tLS0tCk1JSUJkakNDQVJ1Z0F3SUJBZ0lVWVBKc3EvMDdJMjBRSG1MK2sw"
    "M3dzN2JNTHdFd0NnWUlLb1pJemowRUF3SXcKRURFT01Bd0dBMVVFQXd3RmIzUm9aWEl3SGhjTk1qWXhNVEk0TURr"
    "d01USXlXaGNOTWpZeE1USTVNRGt3TVRJeQpXakFRTVE0d0RBWURWUVFEREFWdmRHaGxjakJaTUJNR0J5cUdTTTQ5"
    "QWdFR0NDcUdTTTQ5QXdFSEEwSUFCQzB2CkpvbEJCUXFLN0U1TU1raDBMK3NJcm04V2t5RzZsZWNaeE13MFo5RU5V"
    "MThKY2thZE8yZEZCN0JzdWlITzlRY0YKdHhzNzJDMjJYeE1nalZyWlo5U2pVekJSTUIwR0ExVWREZ1FXQkJUU3pC"
    "OHpXeTN5dEwzYlBrVS9zN1NRWnUvSgpjakFmQmdOVkhTTUVHREFXZ0JUU3pCOHpXeTN5dEwzYlBrVS9zN1NRWnUv"
    "SmNqQVBCZ05WSFJNQkFmOEVCVEFECkFRSC9NQW9HQ0NxR1NNNDlCQU1DQTBrQU1FWUNJUUNMVW9aTkl6a0orUEdw"
    "VkdYOGZhNHBkT3ZrMkNIZnMxamEKOHp6c3Z6aVpRQUloQUtGRllQdis3OEV6bXZPUE5uUG90cktFcnZLMDA0MlEy"
    "OHU1SWJuQzllVFkKLS0tLS1FTkQgQ0VSVElGSUNBVEUtLS0tLQo=";
// When it begins.
constexpr TimePoint made{std::chrono::seconds(1795856482)};

std::vector<ObjectChange> changes(const std::string& before, const std::string& after,
                                  std::size_t context = 0) {
  return diff_of(objects_of(before, "prod"), objects_of(after, "prod"), {context, {}}).changes;
}

std::string config(const std::string& name, const std::string& rest = "data: {a: b}\n") {
  return "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: " + name + "}\n" + rest + "---\n";
}

}  // namespace

TEST_CASE("what says the same does not differ") {
  CHECK(changes(config("a") + config("b"), config("b") + config("a")).empty());
  CHECK(changes(config("a"),
                "# Source: other\nkind: ConfigMap\ndata:\n  \"a\": 'b'\n"
                "metadata:\n  namespace: prod\n  name: a\napiVersion: v1\n")
            .size() == 1);  // a namespace that is named
  CHECK(changes(config("a"),
                "# Source: other\nkind: ConfigMap\ndata:\n  \"a\": 'b'\n"
                "metadata:\n  name: a\napiVersion: v1\n")
            .empty());
}

TEST_CASE("each object is told as changed, added or removed") {
  const auto found =
      changes(config("stays") + config("changes") + config("goes"),
              config("comes") + config("changes", "data: {a: c}\n") + config("stays"));
  REQUIRE(found.size() == 3);
  CHECK(found[0].change == ObjectChangeKind::added);
  CHECK(found[0].to_string() == "ConfigMap comes in namespace prod");
  CHECK(found[0].diff ==
        "@@ -0,0 +1,6 @@\n+apiVersion: v1\n+data:\n+  a: b\n+kind: ConfigMap\n+metadata:\n"
        "+  name: comes\n");
  CHECK(found[1].change == ObjectChangeKind::changed);
  CHECK(found[1].diff == "@@ -3 +3 @@\n-  a: b\n+  a: c\n");
  CHECK(found[2].change == ObjectChangeKind::removed);
  CHECK(found[2].name == "goes");
}

TEST_CASE("an object is its group, kind, namespace and name") {
  const std::string role = "apiVersion: rbac.authorization.k8s.io/v1beta1\nkind: Role\n";
  const std::string newer = "apiVersion: rbac.authorization.k8s.io/v1\nkind: Role\n";
  CHECK(changes(role + "metadata: {name: a}\n", newer + "metadata: {name: a}\n").size() == 1);
  CHECK(changes(role + "metadata: {name: a}\n", role + "metadata: {name: b}\n").size() == 2);
  CHECK(changes(role + "metadata: {name: a}\n", role + "metadata: {name: a, namespace: b}\n")
            .size() == 2);
}

TEST_CASE("what helm keeps is not removed") {
  CHECK(changes("apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"
                "  annotations: {helm.sh/resource-policy: keep}\n",
                "")
            .empty());
}

TEST_CASE("values of Secrets are hidden, and whether they are others is not") {
  const auto secret = [](const std::string& data) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: s}\n" + data;
  };
  struct Row {
    std::string before;
    std::string after;
    std::string diff;
  };
  const Row rows[] = {
      {"data: {a: c2VjcmV0, b: c2FtZQ==}\n", "data: {a: aGlkZGVu, b: c2FtZQ==}\n",
       "@@ -3 +3 @@\n-  a: (hidden, 6 bytes, before)\n+  a: (hidden, 6 bytes, after)\n"},
      {"data: {a: c2VjcmV0}\n", "data: {a: c2VjcmV0, b: aGlkZGVu}\n",
       "@@ -3,0 +4 @@\n+  b: (hidden, 6 bytes)\n"},
      {"stringData: {a: secret}\n", "stringData: {a: hide}\n",
       "@@ -6 +6 @@\n-  a: (hidden, 6 bytes, before)\n+  a: (hidden, 4 bytes, after)\n"},
      {"data: se-cret\n", "data: hid-den\n",
       "@@ -2 +2 @@\n-data: (hidden, 7 bytes, before)\n+data: (hidden, 7 bytes, after)\n"},
      {"data: {a: c2VjcmV0}\n", "data: {a: c2VjcmV0}\n", ""},
  };
  for (const auto& row : rows) {
    const auto found = changes(secret(row.before), secret(row.after));
    CAPTURE(row.before, row.after);
    CHECK((found.empty() ? "" : found.front().diff) == row.diff);
  }
  const auto added = changes("", secret("data: {a: c2VjcmV0}\n"));
  REQUIRE(added.size() == 1);
  CHECK(added.front().diff.find("c2VjcmV0") == std::string::npos);
}

TEST_CASE("certificates that were generated for it are left out") {
  const std::string certificate = encoded_certificate;
  const auto secret = [](const std::string& crt, const std::string& key) {
    return "apiVersion: v1\nkind: Secret\nmetadata: {name: tls}\ndata: {tls.crt: " + crt +
           ", tls.key: " + key + ", other: b3RoZXI=}\n---\n";
  };
  const auto webhook = [](const std::string& bundle) {
    return "apiVersion: admissionregistration.k8s.io/v1\nkind: MutatingWebhookConfiguration\n"
           "metadata: {name: w}\nwebhooks:\n  - clientConfig: {caBundle: " +
           bundle + "}\n";
  };
  // "-----BEGIN PRIVATE KEY-----", "-----BEGIN RSA PRIVATE KEY-----"
  const std::string new_key = "LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0tLS0t";
  const std::string old_key = "LS0tLS1CRUdJTiBSU0EgUFJJVkFURSBLRVktLS0tLQ==";
  const auto before = objects_of(secret("b2xk", old_key) + webhook("b2xk"), "prod");
  const auto after = objects_of(secret(certificate, new_key) + webhook(certificate), "prod");

  const auto left_out = diff_of(before, after, {0, made});
  CHECK(left_out.changes.empty());
  CHECK(left_out.generated ==
        std::vector<std::string>{"Secret tls in namespace prod", "MutatingWebhookConfiguration w"});
  // Where there were none before nothing is shown that will be another one.
  const auto added = diff_of({}, after, {0, made});
  REQUIRE(added.changes.size() == 2);
  CHECK(added.changes.back().diff.find("caBundle: (generated)") != std::string::npos);

  // One of the same second that is kept is not left out.
  const auto kept = diff_of(after, after, {0, made});
  CHECK(kept.changes.empty());
  CHECK(kept.generated.empty());
  // One that was there before the render was given, or kept.
  CHECK(diff_of(before, after, {0, made + std::chrono::seconds(1)}).changes.size() == 2);
  CHECK(diff_of(before, after, {0, {}}).changes.size() == 2);
}
