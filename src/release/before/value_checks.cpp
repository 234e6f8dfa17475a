#include "release/before/value_checks.hpp"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <regex>
#include <string>

#include "util/duration.hpp"
#include "util/quantity.hpp"
#include "util/text.hpp"
#include "yaml/at.hpp"

namespace telepresence::release {
namespace {

using yaml::Value;

// Whether a text can be what the value has to be.
using IsValid = bool (*)(const std::string& text);

bool is_duration(const std::string& text) { return parse_duration(text).has_value(); }

// The API server refuses resources below zero.
bool is_quantity(const std::string& text) {
  const auto quantity = Quantity::parse(text);
  return quantity && !quantity->is_negative();
}

bool is_subnet(const std::string& text) {
  const auto slash = text.find('/');
  if (slash == std::string::npos) return false;
  const auto address = text.substr(0, slash);
  const bool is_v6 = address.find(':') != std::string::npos;
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (inet_pton(is_v6 ? AF_INET6 : AF_INET, address.c_str(), bytes.data()) != 1) return false;
  unsigned length = 0;
  const auto* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data() + slash + 1, end, length);
  return read.ec == std::errc{} && read.ptr == end && length <= (is_v6 ? 128U : 32U);
}

// Source: github.com/distribution/reference, the grammar of a reference.
bool is_registry(const std::string& text) {
  static const std::regex registry(R"([A-Za-z0-9.\-\[\]:]+(/[a-z0-9]+([._-]+[a-z0-9]+)*)*)");
  return std::regex_match(text, registry) && text.find("://") == std::string::npos;
}
bool is_image_name(const std::string& text) {
  static const std::regex name(R"([a-z0-9]+([._/-]+[a-z0-9]+)*)");
  return std::regex_match(text, name);
}
bool is_tag(const std::string& text) {
  static const std::regex tag(R"(\w[\w.-]{0,127}(@sha256:[0-9a-f]{64})?)");
  return std::regex_match(text, tag);
}

struct Format {
  IsValid is_valid;
  const char* name;  // "no duration"
  const char* advice;
};

constexpr Format format_of_duration{is_duration, "no duration", "Write it as 30s, 5m or 1h30m."};
constexpr Format format_of_quantity{is_quantity, "no quantity",
                                    "Write it as 500m, 2, 128Mi or 1Gi."};
constexpr Format format_of_subnet{is_subnet, "no subnet", "Write it as 10.0.0.0/8 or fd00::/8."};
constexpr Format format_of_registry{is_registry, "no registry",
                                    "Write it as HOST, HOST:PORT or HOST/PATH, without https://."};
constexpr Format format_of_image_name{
    is_image_name, "no name of an image",
    "It has lower-case letters, digits and . _ - / between them."};
constexpr Format format_of_tag{is_tag, "no tag of an image",
                               "It has letters, digits and . _ - in it, 128 at most."};

// Values that the chart passes on as they are: who reads them in the cluster does not start, or
// takes another one in their place, when they are nothing that it can read. "*" is every key of a
// map.
struct Formatted {
  const char* path;
  const Format* format;
};
constexpr std::array formatted = {
    Formatted{"timeouts.agentArrival", &format_of_duration},
    Formatted{"client.connectionTTL", &format_of_duration},
    Formatted{"agentInjector.certificate.certmanager.duration", &format_of_duration},
    Formatted{"grpc.maxReceiveSize", &format_of_quantity},
    Formatted{"resources.limits.*", &format_of_quantity},
    Formatted{"resources.requests.*", &format_of_quantity},
    Formatted{"agent.resources.limits.*", &format_of_quantity},
    Formatted{"agent.resources.requests.*", &format_of_quantity},
    Formatted{"agent.initResources.limits.*", &format_of_quantity},
    Formatted{"agent.initResources.requests.*", &format_of_quantity},
    Formatted{"hooks.resources.limits.*", &format_of_quantity},
    Formatted{"hooks.resources.requests.*", &format_of_quantity},
    Formatted{"ambassador-agent.resources.limits.*", &format_of_quantity},
    Formatted{"ambassador-agent.resources.requests.*", &format_of_quantity},
    Formatted{"podCIDRs", &format_of_subnet},
    Formatted{"client.routing.alsoProxySubnets", &format_of_subnet},
    Formatted{"client.routing.neverProxySubnets", &format_of_subnet},
    Formatted{"client.routing.allowConflictingSubnets", &format_of_subnet},
    Formatted{"dnsConfig.alsoProxySubnets", &format_of_subnet},
    Formatted{"dnsConfig.neverProxySubnets", &format_of_subnet},
    Formatted{"image.registry", &format_of_registry},
    Formatted{"image.name", &format_of_image_name},
    Formatted{"image.tag", &format_of_tag},
    Formatted{"agent.image.registry", &format_of_registry},
    Formatted{"agent.image.name", &format_of_image_name},
    Formatted{"agent.image.tag", &format_of_tag},
    Formatted{"hooks.curl.registry", &format_of_registry},
    Formatted{"hooks.curl.image", &format_of_image_name},
    Formatted{"hooks.curl.tag", &format_of_tag},
};

const Value& value_at(const Value& values, std::string_view path) {
  return yaml::at(values, text::split(path, '.'));
}

// A value that has no effect with another one as it is.
struct Useless {
  const char* path;
  bool (*is_useless)(const Facts& facts);
  const char* reason;
};

bool is_true(const Facts& facts, std::initializer_list<std::string_view> path) {
  return facts.value(path).is_true();
}

bool uses_cert_manager(const Facts& facts) {
  return facts.value({"agentInjector", "certificate", "method"}).scalar() == "certmanager";
}

constexpr std::array useless = {
    Useless{"agentInjector.certificate.certmanager",
            [](const Facts& facts) { return !uses_cert_manager(facts); },
            "without agentInjector.certificate.method=certmanager"},
    Useless{"agentInjector.certificate.regenerate", uses_cert_manager,
            "with agentInjector.certificate.method=certmanager"},
    Useless{"agentInjector.webhook.namespaceSelector",
            [](const Facts& facts) { return !facts.managed().empty(); },
            "with managerRbac.namespaced=true, where managerRbac.namespaces select"},
    Useless{"clientRbac.subjects",
            [](const Facts& facts) {
              return !is_true(facts, {"clientRbac", "create"});
            },
            "without clientRbac.create=true"},
    Useless{"licenseKey.value",
            [](const Facts& facts) {
              return !is_true(facts, {"licenseKey", "create"});
            },
            "without licenseKey.create=true"},
    Useless{"agent.appProtocolStrategy",
            [](const Facts& facts) {
              return static_cast<bool>(facts.value({"agentInjector", "appProtocolStrategy"}));
            },
            "with agentInjector.appProtocolStrategy, which wins"},
    Useless{"client.routing.alsoProxySubnets",
            [](const Facts& facts) {
              return !facts.value({"dnsConfig", "alsoProxySubnets"}).items().empty();
            },
            "with dnsConfig.alsoProxySubnets, which wins"},
    Useless{"client.routing.neverProxySubnets",
            [](const Facts& facts) {
              return !facts.value({"dnsConfig", "neverProxySubnets"}).items().empty();
            },
            "with dnsConfig.neverProxySubnets, which wins"},
};

// What takes nothing away from a chart that has it so by default.
bool says_nothing(const Value& value) {
  const auto kind = value.kind();
  const bool is_empty = value.scalar().empty() && value.items().empty() && value.entries().empty();
  return kind == Value::Kind::none || kind == Value::Kind::null || is_empty ||
         value.scalar() == "false";
}

class ValueChecks {
 public:
  explicit ValueChecks(const Facts& facts) : facts_(facts) {}

  std::vector<Finding> run() {
    check_namespaces();
    check_subjects();
    for (const auto& one : useless) check_effect(one);
    for (const auto& one : formatted) check_format(one.path, *one.format);
    check_license();
    check_cert_manager();
    check_mirror();
    check_names();
    return std::move(findings_);
  }

 private:
  void error(const char* id, std::string text, std::string remedy) {
    findings_.push_back({id, Severity::error, {}, std::move(text), std::move(remedy)});
  }
  void warning(const char* id, std::string text, std::string remedy) {
    findings_.push_back({id, Severity::warning, {}, std::move(text), std::move(remedy)});
  }

  const Value& own() const { return facts_.survey.values; }

  void check_namespaces() {
    for (const auto* key : {"managerRbac", "clientRbac"}) {
      if (is_true(facts_, {key, "namespaced"}) || own()[key]["namespaces"].items().empty()) {
        continue;
      }
      warning("namespaces-without-namespaced",
              fmt::format("{}.namespaces has no effect without {}.namespaced=true", key, key),
              fmt::format("Add it: --set {}.namespaced=true", key));
    }
  }

  void check_subjects() {
    if (!is_true(facts_, {"clientRbac", "create"}) ||
        !facts_.value({"clientRbac", "subjects"}).items().empty()) {
      return;
    }
    error("subjects-missing",
          "clientRbac.create is true, and clientRbac.subjects names nobody to give the rights to",
          "Name whom: --client-subject User:jane");
  }

  void check_effect(const Useless& one) {
    const auto& value = value_at(own(), one.path);
    if (says_nothing(value) || !one.is_useless(facts_)) return;
    warning("value-without-effect", fmt::format("{} has no effect {}", one.path, one.reason), {});
  }

  void check_format(std::string_view path, const Format& format) {
    constexpr std::string_view each = ".*";
    const bool is_of_each = path.ends_with(each);
    if (is_of_each) path.remove_suffix(each.size());
    const auto& value = value_at(own(), path);
    if (is_of_each) {
      for (const auto& [key, item] : value.entries()) {
        check_text(fmt::format("{}.{}", path, key.scalar()), item, format);
      }
    } else if (value.kind() == Value::Kind::list) {
      std::size_t number = 0;
      for (const auto& item : value.items()) {
        check_text(fmt::format("{}[{}]", path, number++), item, format);
      }
    } else {
      check_text(std::string(path), value, format);
    }
  }

  void check_text(const std::string& path, const Value& value, const Format& format) {
    constexpr std::size_t longest = 256;  // of all that is valid
    const std::string text(value.scalar());
    if (text.empty() || (text.size() <= longest && format.is_valid(text))) return;
    error("value-invalid", fmt::format("{} is {}: {}", path, format.name, text::shown(text)),
          format.advice);
  }

  // The value itself is not shown.
  void check_license() {
    const auto license = own()["licenseKey"]["value"].scalar();
    if (text::trim(license).find_first_of("\r\n") == std::string_view::npos) return;
    warning("license-multiline", "licenseKey.value has line breaks in it, and a license has none",
            "Put it into one line.");
  }

  void check_cert_manager() {
    if (!facts_.survey.lacks_cert_manager) return;
    error("certmanager-absent",
          "agentInjector.certificate.method is certmanager, and this cluster has no cert-manager",
          "Install cert-manager first, or leave it to helm: --set "
          "agentInjector.certificate.method=helm");
  }

  // A cluster that has to get one image elsewhere has to get all of them there.
  void check_mirror() {
    if (!own()["image"]["registry"] || own()["hooks"]["curl"]["registry"]) return;
    const auto registry = own()["image"]["registry"].scalar();
    if (registry == facts_.chart.defaults["image"]["registry"].scalar()) return;
    warning(
        "images-unmirrored",
        fmt::format("image.registry is {}, and the image of the uninstall Job still comes from {}",
                    registry, facts_.value({"hooks", "curl", "registry"}).scalar()),
        fmt::format("To take all from there: --image-registry {}", registry));
  }

  void check_names() {
    // Of a release the chart may not be at hand.
    if (!facts_.chart.defaults) return;
    for (const auto& unknown : chart::unknown_values(own(), facts_.chart)) {
      warning("value-unknown", fmt::format("the chart has no value {}", unknown.path),
              unknown.likely ? fmt::format("Did you mean {}?", *unknown.likely) : "");
    }
  }

  const Facts& facts_;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> check_values(const Facts& facts) { return ValueChecks(facts).run(); }

}  // namespace telepresence::release
