#include "chart/repository.hpp"

#include <fmt/format.h>

#include <vector>

#include "platform/files.hpp"
#include "util/error.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::chart {
namespace {

constexpr const char* usual_name = "datawire";

Repository by_address(const std::string& address, const platform::Environment& environment) {
  const auto url = net::Url::parse(address);
  if (!url) {
    // Not repeated: it may hold a password.
    throw Error(ErrorKind::usage, "the repository: not an http or https URL",
                "Write it as https://HOST/PATH, or give a name that `helm repo list` shows.");
  }
  Repository repository{
      {}, *url, access_for(url->in_folder("index.yaml").value_or(*url), environment)};
  if (url->credentials()) repository.access.credentials = url->credentials();
  return repository;
}

Repository from_config(const yaml::Value& entry, const std::string& name,
                       const std::string& where) {
  const auto url = net::Url::parse(std::string(entry["url"].scalar()));
  if (!url) {
    throw Error(
        ErrorKind::input,
        fmt::format("{}:{}: repository {} has no http or https URL", where, entry.line(), name),
        "To give it another one: `helm repo remove`, then `helm repo add`.");
  }
  Repository repository{name, *url, {}};
  auto& access = repository.access;
  access.server = url;
  access.credentials = url->credentials();
  const std::string username(entry["username"].scalar());
  const std::string password(entry["password"].scalar());
  if (!username.empty() || !password.empty()) access.credentials = {username, password};
  access.ca_file = entry["caFile"].scalar();
  access.cert_file = entry["certFile"].scalar();
  access.key_file = entry["keyFile"].scalar();
  access.insecure_skip_tls_verify = entry["insecure_skip_tls_verify"].is_true();
  access.pass_credentials_all = entry["pass_credentials_all"].is_true();
  return repository;
}

// Helm's repositories.yaml; a missing one says nothing.
yaml::Value read_config(const std::string& file) {
  constexpr std::size_t largest = 4UL << 20U;
  return yaml::parse(platform::read_file_if_present(file, largest).value_or(""), file, largest);
}

}  // namespace

std::string Repository::description() const {
  return name.empty() ? url.shown() : fmt::format("{} ({})", name, url.shown());
}

Repository find_repository(const std::optional<std::string>& asked,
                           const platform::Environment& environment) {
  if (asked && asked->find("://") != std::string::npos) return by_address(*asked, environment);
  const auto wanted = asked.value_or(usual_name);
  std::vector<std::string> names;
  if (const auto file = environment.get("HELM_REPOSITORY_CONFIG")) {
    const auto config = read_config(*file);
    for (const auto& entry : config["repositories"].items()) {
      names.emplace_back(entry["name"].scalar());
      if (names.back() == wanted) return from_config(entry, wanted, *file);
    }
  }
  if (!asked) return by_address(default_repository, environment);
  throw Error(ErrorKind::not_found,
              fmt::format("helm knows no repository called {}", text::shown(*asked)),
              names.empty()
                  ? "Add it: helm repo add NAME URL"
                  : "It knows " + text::join(names, ", ") + ". To add one: helm repo add NAME URL");
}

net::Access access_for(const net::Url& url, const platform::Environment& environment) {
  net::Access access;
  access.server = url;
  if (const auto file = environment.get("HELM_REPOSITORY_CONFIG")) {
    const auto config = read_config(*file);
    std::size_t nearest = 0;
    for (const auto& entry : config["repositories"].items()) {
      const auto address = net::Url::parse(std::string(entry["url"].scalar()));
      if (!address || !address->is_folder_of(url)) continue;
      // One repository may be in another's folder.
      const auto length = address->in_folder("index.yaml").value_or(*address).shown().size();
      if (length <= nearest) continue;
      nearest = length;
      access = from_config(entry, std::string(entry["name"].scalar()), *file).access;
    }
  }
  if (url.credentials()) access.credentials = url.credentials();
  return access;
}

}  // namespace telepresence::chart
