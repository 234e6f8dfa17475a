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

}  // namespace

helm::Client::Question releases_question(const ReleaseFilter& filter) {
  helm::Client::Question question;
  question.arguments = {"list",
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
  if (filter.release_namespace) {
    question.arguments.insert(question.arguments.end(), {"--namespace", *filter.release_namespace});
    question.doing = fmt::format("list the releases in namespace {}", *filter.release_namespace);
  } else {
    question.arguments.emplace_back("--all-namespaces");
    question.doing = "list the releases in all namespaces";
  }
  if (filter.label)
    question.arguments.insert(question.arguments.end(), {"--selector", *filter.label});
  return question;
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

std::vector<Release> find_releases(const helm::Client& helm, const ReleaseFilter& filter) {
  const auto question = releases_question(filter);
  return parse_releases(helm.read(question.arguments, question.doing));
}

std::string found_elsewhere(const helm::Client& helm, const std::string& asked_namespace) {
  const auto question = releases_question({});
  const auto answer = helm.ask({question}).front();
  if (!answer.output)
    return "Whether it lives in another namespace is not known: " + answer.failure + '.';
  std::vector<std::string> namespaces;
  for (const auto& release : parse_releases(*answer.output)) {
    if (release.release_namespace != asked_namespace)
      namespaces.push_back(release.release_namespace);
  }
  if (namespaces.empty()) return {};
  return fmt::format("There is one in namespace {}: add --namespace {}.",
                     text::join(namespaces, " and one in "), namespaces.front());
}

std::vector<Revision> history(const helm::Client& helm, const std::string& release_namespace) {
  const auto output = helm.read(
      {"history", helm::release_name, "--namespace", release_namespace, "--output", "json"},
      fmt::format("read the history of the release in namespace {}", release_namespace));
  std::vector<Revision> revisions;
  for (const auto& item : parse_list(output, "helm history")) {
    revisions.push_back({revision_number(item), item.value("status", "")});
  }
  return revisions;
}

}  // namespace telepresence::cluster
