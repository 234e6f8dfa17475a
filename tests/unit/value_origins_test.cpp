// Which source gave a value, and what of it may be shown.
#include "release/values/value_origins.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "release/values/secret_values.hpp"
#include "yaml/documents.hpp"

using namespace telepresence;
using namespace telepresence::release;

namespace {

using Lines = std::vector<std::string>;

yaml::Value values(const std::string& text) { return yaml::parse(text, "values", 10000); }

ValueSource flag(const std::string& name, const std::string& text) {
  return {name, {}, values(text), {}};
}
ValueSource file(const std::string& name, const std::string& text) {
  return {name, {}, values(text), values(text)};
}

const std::string defaults =
    "logLevel: info\n"
    "image: {registry: docker.io, tag: ''}\n"
    "resources: {}\n"
    "podCIDRs: [a, b]\n"
    "tracing: {port: 1}\n";

// "key = value (source)", "*" in front of what differs from the default.
Lines listed(const std::string& effective, std::vector<ValueSource> sources,
             bool keeps_old_defaults = false) {
  Lines lines;
  for (const auto& value : effective_values(
           {values(effective), values(defaults), std::move(sources), keeps_old_defaults})) {
    lines.push_back(fmt::format("{}{} = {} ({})", value.is_changed ? "*" : "", to_text(value.path),
                                yaml::to_json(value.value), value.origin));
  }
  return lines;
}

Lines names_of(const std::vector<ValueSource>& sources) {
  Lines names;
  for (const auto& source : sources) names.push_back(source.name);
  return names;
}

}  // namespace

TEST_CASE("a value is of the last source that gives it") {
  const auto [effective, sources, expected] =
      GENERATE(table<std::string, std::vector<ValueSource>, Lines>({
          // Of nobody's.
          {"logLevel: info", {}, {R"(logLevel = "info" (chart))"}},
          {"logLevel: debug",
           {flag("release", "logLevel: debug")},
           {R"(*logLevel = "debug" (release))"}},
          // The default, but somebody gives it.
          {"logLevel: info", {flag("--set", "logLevel: info")}, {R"(logLevel = "info" (--set))"}},
          {"logLevel: debug",
           {flag("release", "logLevel: debug"), file("v.yaml", "# c\nlogLevel: debug\n")},
           {R"(*logLevel = "debug" (v.yaml:2))"}},
          // Each key of a map has its own; a list is one value.
          {"image: {registry: x, tag: ''}\npodCIDRs: [c]",
           {file("v.yaml", "image:\n  registry: x\npodCIDRs:\n- c\n")},
           {R"(*image.registry = "x" (v.yaml:2))", R"(image.tag = "" (chart))",
            R"(*podCIDRs = ["c"] (v.yaml:3))"}},
          {"resources: {limits: {cpu: 1}}",
           {flag("--set", "resources: {limits: {cpu: 1}}")},
           {"*resources.limits.cpu = 1 (--set)"}},
          {"resources: {}", {flag("--set-json", "resources: {}")}, {"resources = {} (--set-json)"}},
          // What is taken away is listed once, with the last that does so.
          {"logLevel: info",
           {flag("release", "tracing: null"), flag("--set", "tracing: null")},
           {R"(logLevel = "info" (chart))", "*tracing = null (--set)"}},
          // A subchart that is off has no defaults: nobody took them away.
          {"logLevel: info", {flag("--set", "other: null")}, {R"(logLevel = "info" (chart))"}},
          // Helm may take a null for "as it was".
          {"logLevel: info", {flag("--set", "logLevel: null")}, {R"(logLevel = "info" (chart))"}},
          {"nodeSelector: {kubernetes.io/os: linux}",
           {flag("--set", "nodeSelector: {kubernetes.io/os: linux}")},
           {R"(*nodeSelector.kubernetes\.io/os = "linux" (--set))"}},
      }));
  CHECK(listed(effective, sources) == expected);
}

TEST_CASE("the old chart's defaults are the release's where they are kept") {
  CHECK(listed("logLevel: info\nold: 1", {flag("release", "logLevel: info")}, true) ==
        Lines{R"(logLevel = "info" (release))", "*old = 1 (release)"});
  // Otherwise it can only be a chart's own doing, as import-values is.
  CHECK(listed("old: 1", {}) == Lines{"*old = 1 (chart)"});
}

TEST_CASE("the sources stand in helm's order, not in that of the command line") {
  ShortForms forms;
  forms.managed_namespaces = {"dev"};
  forms.image_registry = "host/path";
  const auto sources = sources_of({{"--set-literal", "a=1"},
                                   {"--set-file", "a=f"},
                                   {"--set-string", "a=1"},
                                   {"--set", "a=1"},
                                   {"--set-json", "a=1"},
                                   {"--set", "a=2"},
                                   {"--values", "one.yaml,two.yaml"},
                                   {"--values", "https://me:pass@host/v.yaml"}},
                                  forms);
  CHECK(names_of(sources) == Lines{"one.yaml", "two.yaml", "https://***@host/v.yaml",
                                   "--managed-namespaces", "--image-registry", "--set-json",
                                   "--set", "--set", "--set-string", "--set-file",
                                   "--set-literal"});
  CHECK(sources[1].flags == helm::Arguments{"--values", "two.yaml"});
  CHECK(sources[3].flags.front() == "--set-json");
  CHECK(sources[6].flags == helm::Arguments{"--set", "a=1"});
  CHECK(sources[7].flags == helm::Arguments{"--set", "a=2"});
}

TEST_CASE("what may be a secret is masked, and no more") {
  const auto [path, value, shown] = GENERATE(table<ValuePath, std::string, std::string>({
      {{"licenseKey", "value"}, "abc", R"("***")"},
      {{"licenseKey", "create"}, "true", "true"},
      {{"licenseKey", "value"}, "''", R"("")"},
      {{"licenseKey", "secret", "name"}, "license", R"("license")"},
      {{"ambassador-agent", "cloudConnectToken"}, "abc", R"("***")"},
      {{"dbPassword"}, "12345", R"("***")"},
      {{"tls", "tls.key"}, "abc", R"("***")"},
      {{"logLevel"}, "debug", R"("debug")"},
      {{"client", "connectionTTL"}, "24h", R"("24h")"},
      {{"image", "imagePullSecrets"}, "[{name: regcred}]", R"([{"name":"regcred"}])"},
      {{"image", "pullSecrets"}, "[regcred]", R"(["***"])"},
      {{"tolerations"}, "[{key: a, value: b}]", R"([{"key":"a","value":"b"}])"},
      {{"env"},
       "[{name: DB_PASSWORD, value: abc}, {name: MODE, value: x}]",
       R"([{"name":"DB_PASSWORD","value":"***"},{"name":"MODE","value":"x"}])"},
      {{"list"}, "[{apiKey: abc}]", R"([{"apiKey":"***"}])"},
      {{"note"}, R"("-----BEGIN RSA PRIVATE KEY-----\nabc")", R"("***")"},
      {{"proxy"}, "http://me:pass@host/", R"("http://***@host/")"},
  }));
  CAPTURE(to_text(path));
  const auto found = without_secrets(path, values(value));
  CHECK(yaml::to_json(found.value) == shown);
  CHECK(found.is_masked == (shown.find("***") != std::string::npos));
}

TEST_CASE("a chart's own default is no secret") {
  const MergedValues merged{
      values("licenseKey: {value: example}"), values("licenseKey: {value: example}"), {}, false};
  CHECK_FALSE(effective_values(merged).front().is_masked);
}

TEST_CASE("a value that a chart does not know is told with its source") {
  chart::ValueSources known;
  known.defaults = values("logLevel: info\nimage: {registry: x}");
  const auto strange =
      strange_values(values("logLevl: debug\nimage: {regstry: y}\nold.key: {a: 1}"),
                     {flag("release", "logLevl: debug"),
                      file("v.yaml", "image:\n  regstry: y\nold.key:\n  a: 1\n")},
                     known);
  Lines lines;
  for (const auto& one : strange) {
    lines.push_back(fmt::format("{} ({}) {}", one.path, one.origin, one.likely.value_or("-")));
  }
  CHECK(lines == Lines{"logLevl (release) logLevel", "image.regstry (v.yaml:2) image.registry",
                       "old.key (v.yaml:3) -"});
}
