// Reports for programs, and the parts of them that several commands have.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "cluster/releases.hpp"
#include "release/extension.hpp"
#include "release/target.hpp"
#include "release/uninstall/proof.hpp"
#include "supply/client.hpp"
#include "supply/package.hpp"
#include "util/product.hpp"
#include "util/text.hpp"

namespace telepresence::cli {

// Members of an object, in their order.
using Fields = std::vector<std::pair<std::string, std::string>>;

// When a release was last changed: RFC 3339, where helm's form is understood.
std::string updated_of(const cluster::Release& release);

Fields fields_of(const release::Target& target);
Fields fields_of(const release::ExtensionReport& kubeconfig);
Fields fields_of(const supply::TelepresenceClient& client);
Fields fields_of(const supply::PackagedChart& chart, const std::string& signed_by);

template <typename Json>
void add(Json& json, const Fields& fields) {
  for (const auto& [name, value] : fields) json[name] = value;
}

// How the report of an operation on the release begins.
template <typename Json>
Json report_of(const char* action, bool dry_run, const release::Target& target) {
  Json json;
  json["action"] = action;
  json["dryRun"] = dry_run;
  json["release"] = release_name;
  add(json, fields_of(target));
  return json;
}

template <typename Json>
Json json_of(const std::vector<cluster::AgentWorkload>& workloads) {
  auto list = Json::array();
  for (const auto& workload : workloads) {
    list.push_back({{"kind", workload.kind},
                    {"name", workload.name},
                    {"namespace", workload.object_namespace},
                    {"pods", workload.pods}});
  }
  return list;
}

template <typename Json>
Json json_of(const release::ExtensionReport& kubeconfig) {
  Json json;
  add(json, fields_of(kubeconfig));
  json["otherContexts"] = kubeconfig.other_contexts;
  return json;
}

// Null without a client.
template <typename Json>
Json json_of(const std::optional<supply::TelepresenceClient>& client) {
  Json json;
  if (client) add(json, fields_of(*client));
  return json;
}

// `json` as text. What is no UTF-8, as a path or an old key's name may be, becomes U+FFFD: a
// report must not fail after the work is done. What a terminal would obey is written as \uNNNN.
template <typename Json>
std::string dump(const Json& json) {
  constexpr int indentation = 2;
  auto text = json.dump(indentation, ' ', false, Json::error_handler_t::replace);
  if (text::printable(text, text::Lines::keep) == text) return text;
  return json.dump(indentation, ' ', true, Json::error_handler_t::replace);
}

}  // namespace telepresence::cli
