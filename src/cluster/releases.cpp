#include "cluster/releases.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

nlohmann::json parse_list(const std::string& output, const char* what) {
  auto list = nlohmann::json::parse(output, nullptr, false);
  // Helm prints "null" or nothing at all for an empty list, depending on its version.
  if (text::trim(output).empty() || list.is_null()) return nlohmann::json::array();
  if (!list.is_array()) {
    throw Error(ErrorKind::helm, fmt::format("{} did not print the JSON list it should", what), {},
                output);
  }
  return list;
}

// "telepresence-2.18.1-rc.1" -> "telepresence", "2.18.1-rc.1": the version begins at
// the first hyphen that a digit follows.
void split_chart(const std::string& text, Release& release) {
  for (auto at = text.find('-'); at != std::string::npos; at = text.find('-', at + 1)) {
    if (at + 1 < text.size() && text[at + 1] >= '0' && text[at + 1] <= '9') {
      release.chart = text.substr(0, at);
      release.chart_version = text.substr(at + 1);
      return;
    }
  }
  release.chart = text;
}

// Helm prints a revision as text in a list and as a number in a history.
int revision_number(const nlohmann::json& item) {
  const auto found = item.find("revision");
  if (found == item.end()) return 0;
  return found->is_string() ? std::stoi(found->get<std::string>()) : found->get<int>();
}

std::vector<Release> parse_releases(const std::string& helm_output) {
  std::vector<Release> releases;
  for (const auto& item : parse_list(helm_output, "helm list")) {
    Release release;
    release.release_namespace = item.value("namespace", "");
    release.revision = revision_number(item);
    release.status = item.value("status", "");
    split_chart(item.value("chart", ""), release);
    release.app_version = item.value("app_version", "");
    release.updated = item.value("updated", "");
    releases.push_back(std::move(release));
  }
  return releases;
}

std::vector<Revision> parse_history(const std::string& helm_output) {
  std::vector<Revision> revisions;
  for (const auto& item : parse_list(helm_output, "helm history")) {
    revisions.push_back({revision_number(item), item.value("status", "")});
  }
  return revisions;
}

// `where`: the flags that name the namespaces; `place`: the same for people.
Question<std::vector<Release>> releases(const helm::Arguments& where, const std::string& place) {
  helm::Reading reading;
  reading.arguments = {"list",
                       "--filter",
                       fmt::format("^{}$", helm::release_name),
                       "--deployed",
                       "--failed",
                       "--pending",
                       "--uninstalled",
                       "--uninstalling",
                       "--superseded",
                       "--output",
                       "json"};
  reading.arguments.insert(reading.arguments.end(), where.begin(), where.end());
  reading.doing = "list the releases in " + place;
  return {std::move(reading), parse_releases};
}

}  // namespace

Question<std::vector<Release>> releases_in(const std::string& release_namespace) {
  return releases({"--namespace", release_namespace}, "namespace " + release_namespace);
}

Question<std::vector<Release>> releases_everywhere() {
  return releases({"--all-namespaces"}, "all namespaces");
}

Question<std::vector<Release>> releases_with(const std::string& release_namespace,
                                             const std::string& label) {
  return releases({"--namespace", release_namespace, "--selector", label},
                  "namespace " + release_namespace);
}

Question<std::vector<Revision>> history_in(const std::string& release_namespace) {
  return {{{"history", helm::release_name, "--namespace", release_namespace, "--output", "json"},
           "read the history of the release in namespace " + release_namespace},
          parse_history};
}

}  // namespace telepresence::cluster
