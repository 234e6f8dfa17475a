// Of a live object what its manifests speak of.
#include "release/manifest/live_fields.hpp"

#include <catch2/catch.hpp>
#include <string>

#include "yaml/canonical.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;

namespace {

yaml::Value read(const std::string& text) { return yaml::parse(text, "test", 1U << 20U); }

}  // namespace

TEST_CASE("of a live object what the manifests name is compared") {
  struct Row {
    const char* what;
    std::string live;
    std::string recorded;
    std::string wanted;
    std::string fields;
  };
  const Row rows[] = {
      {"what the server adds is not shown", "{a: 1, status: x, b: {c: 2, d: 3}}",
       "{a: 1, b: {c: 2}}", "{a: 1, b: {c: 2}}", "{a: 1, b: {c: 2}}"},
      {"what somebody changed is", "{replicas: 3}", "{replicas: 1}", "{replicas: 1}",
       "{replicas: 3}"},
      {"what is gone is not there", "{a: 1}", "{a: 1, b: 2}", "{a: 1, b: 2}", "{a: 1}"},
      {"what the upgrade drops is", "{a: 1, b: 2}", "{a: 1, b: 2}", "{a: 1}", "{a: 1, b: 2}"},
      {"what is empty is not kept by the server", "{a: 1}", "{}",
       "{a: 1, b: '', c: [], d: ~, e: false}", "{a: 1, b: '', c: [], d: ~, e: false}"},
      {"nor does an empty one differ", "{a: {x: 1}}", "{}", "{a: ~}", "{a: ~}"},
      {"containers are found by their names",
       "{containers: [{name: sidecar}, {name: b, image: live, x: 1}, {name: a, image: a}]}",
       "{containers: [{name: a, image: a}, {name: b, image: b}]}",
       "{containers: [{name: a, image: a}, {name: b, image: b}]}",
       "{containers: [{name: a, image: a}, {name: b, image: live}]}"},
      {"one that goes is shown", "{env: [{name: a, value: x}, {name: b, value: y}]}",
       "{env: [{name: a, value: x}, {name: b, value: y}]}", "{env: [{name: b, value: y}]}",
       "{env: [{name: b, value: y}, {name: a, value: x}]}"},
      {"volumes of a container by where they are mounted",
       "{volumeMounts: [{mountPath: /added, name: token}, {mountPath: /a, name: x}]}", "",
       "{volumeMounts: [{mountPath: /a, name: a}]}", "{volumeMounts: [{mountPath: /a, name: x}]}"},
      {"ports by their numbers", "{ports: [{port: 80, protocol: TCP}, {port: 8081, name: api}]}",
       "", "{ports: [{port: 8081}]}", "{ports: [{port: 8081}]}"},
      {"other lists are whole", "{subjects: [{name: jane}, {name: kim}]}",
       "{subjects: [{name: jane}]}", "{subjects: [{name: jane}]}",
       "{subjects: [{name: jane}, {name: kim}]}"},
      {"without what the server adds", "{rules: [{verbs: [get], scope: '*'}]}", "",
       "{rules: [{verbs: [list]}]}", "{rules: [{verbs: [get]}]}"},
      {"what limits a rule nobody else adds", "{rules: [{resourceNames: [a], verbs: [get]}]}", "",
       "{rules: [{verbs: [get]}]}", "{rules: [{verbs: [get], resourceNames: [a]}]}"},
      {"quantities", "{limits: {cpu: 500m, memory: 1Gi, other: '2'}}", "",
       "{limits: {cpu: 0.5, memory: 1024Mi, other: 3}}",
       "{limits: {cpu: 0.5, memory: 1024Mi, other: '2'}}"},
      {"with an exponent", "{requests: {cpu: 1k, memory: 1e3, other: 1e3}}", "",
       "{requests: {cpu: 1e3, memory: '1k', other: 1Ki}}",
       "{requests: {cpu: 1e3, memory: '1k', other: 1e3}}"},
      {"are not looked for elsewhere", "{labels: {version: '1.1'}}", "",
       "{labels: {version: '1.10'}}", "{labels: {version: '1.1'}}"},
      {"text that is a number", "{a: '1'}", "", "{a: 1}", "{a: 1}"},
      {"data that was given as text", "{data: {a: eA==}}", "", "{stringData: {a: x}}",
       "{stringData: {a: x}}"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.what);
    CHECK(yaml::canonical(
              release::live_fields(read(row.live), read(row.recorded), read(row.wanted))) ==
          yaml::canonical(read(row.fields)));
  }
}

TEST_CASE("what is not there has no fields") {
  CHECK_FALSE(release::live_fields({}, read("{a: 1}"), read("{a: 1}")));
}
