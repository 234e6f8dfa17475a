#include "supply/reference.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

constexpr std::string_view registry_scheme = "oci://";

RegistryReference parse_registry(const std::string& text) {
  const auto slash = text.find('/', registry_scheme.size());
  if (slash == std::string::npos || slash == registry_scheme.size() || slash + 1 == text.size()) {
    throw Error(ErrorKind::usage,
                fmt::format("--chart {}: not a chart in a registry", text::shown(text)),
                "Write it as oci://HOST/PATH or oci://HOST/PATH:VERSION.");
  }
  if (text.find_first_of("@?#") != std::string::npos) {
    throw Error(ErrorKind::usage,
                "--chart oci://…: neither a login nor a digest nor a query can be part of it",
                "Log in with `helm registry login HOST`. Give the version as :VERSION, and the "
                "SHA-256 of the packaged chart with --digest.");
  }
  const auto colon = text.rfind(':');
  if (colon < slash) return {text, {}};
  // A tag cannot have a plus, so helm writes it as an underscore there.
  auto version = text.substr(colon + 1);
  std::ranges::replace(version, '_', '+');
  return {text.substr(0, colon), version};
}

}  // namespace

std::string RegistryReference::host() const {
  const auto begin = registry_scheme.size();
  return name.substr(begin, name.find('/', begin) - begin);
}

Reference parse_reference(const std::string& text) {
  if (text.starts_with(registry_scheme)) return parse_registry(text);
  if (text.find("://") == std::string::npos) return std::filesystem::path(text);
  if (auto url = net::Url::parse(text)) return *std::move(url);
  // Not repeated: it may hold a password.
  throw Error(ErrorKind::usage, "--chart: not a URL that a chart can be fetched from",
              "URLs begin with https://, http:// or oci://.");
}

}  // namespace telepresence::supply
