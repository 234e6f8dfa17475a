#include "net/proxy.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "net/curl_url.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::net {
namespace {

struct Setting {
  std::string variable;
  std::string value;
};

// In either spelling, for either scheme; libcurl does not take them all.
std::optional<Setting> find_setting(const std::string& name,
                                    const platform::Environment& environment) {
  for (const auto& variable : {name, text::lower(name)}) {
    if (const auto value = environment.get(variable)) return Setting{variable, *value};
  }
  return std::nullopt;
}

bool is_proxy_scheme(const std::string& scheme) {
  constexpr const char* known[] = {"http", "https", "socks4", "socks4a", "socks5", "socks5h"};
  return std::ranges::any_of(known, [&](const char* name) { return scheme == name; });
}

// "host" and "port" of an entry of NO_PROXY; an IPv6 address has its port behind brackets.
std::pair<std::string, std::string> split_port(const std::string& entry) {
  const auto colon = entry.rfind(':');
  if (colon == std::string::npos) return {entry, {}};
  const bool bracketed = entry.starts_with('[');
  if (bracketed ? entry[colon - 1] != ']' : entry.find(':') != colon) return {entry, {}};
  return {entry.substr(0, colon), entry.substr(colon + 1)};
}

}  // namespace

std::optional<Proxy> find_proxy(const Url& url, const platform::Environment& environment) {
  const auto setting =
      find_setting(url.scheme() == "https" ? "HTTPS_PROXY" : "HTTP_PROXY", environment);
  if (!setting) return std::nullopt;
  const bool has_scheme = setting->value.find("://") != std::string::npos;
  const auto address = has_scheme ? setting->value : "http://" + setting->value;
  CurlUrl parser;
  const bool is_address = parser.parse(address, CurlUrl::Schemes::any);
  Proxy proxy{setting->variable, address, parser.get(CurlUrl::Part::host),
              parser.get(CurlUrl::Part::port)};
  if (!is_address || !is_proxy_scheme(parser.get(CurlUrl::Part::scheme)) || proxy.host.empty()) {
    throw Error(ErrorKind::input, setting->variable + ": not the URL of a proxy",
                "Write it as http://HOST:PORT.");
  }
  return proxy;
}

std::string find_no_proxy(const Url& url, const platform::Environment& environment) {
  const auto setting = find_setting("NO_PROXY", environment);
  if (!setting) return {};
  std::vector<std::string> hosts;
  for (const auto& entry : text::split(setting->value, ',')) {
    auto [host, port] = split_port(std::string(text::trim(entry)));
    if (!port.empty() && port != url.port()) continue;
    if (host == "*") return "*";
    // "*.example.com" is ".example.com".
    if (host.starts_with("*.")) host.erase(0, 1);
    hosts.push_back(host);
  }
  return text::join(hosts, ",");
}

}  // namespace telepresence::net
