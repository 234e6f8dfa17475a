#include "cluster/releases.hpp"

#include <fmt/format.h>

#include "cluster/printed.hpp"
#include "util/product.hpp"
#include "yaml/documents.hpp"

namespace telepresence::cluster {
namespace {

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

std::vector<Release> parse_releases(const std::string& helm_output) {
  std::vector<Release> releases;
  for (const auto& item : Printed::parse(helm_output, "helm list").items()) {
    Release release;
    release.release_namespace = item.text("namespace");
    release.revision = item.number("revision");
    release.status = item.text("status");
    split_chart(item.text("chart"), release);
    release.app_version = item.text("app_version");
    release.updated = item.text("updated");
    releases.push_back(std::move(release));
  }
  return releases;
}

// Helm calls a revision that was uninstalled, or had failed, superseded once another was installed
// in its place, though it does not run. Source: Install.replaceRelease of
// helm.sh/helm/v3/pkg/action.
std::string status_of(const Printed& revision) {
  const bool was_replaced = revision.text("description") == "superseded by new release";
  return was_replaced ? "uninstalled" : revision.text("status");
}

std::vector<Revision> parse_history(const std::string& helm_output) {
  std::vector<Revision> revisions;
  for (const auto& item : Printed::parse(helm_output, "helm history").items()) {
    revisions.push_back({item.number("revision"), status_of(item), item.text("updated")});
  }
  return revisions;
}

// `where`: the flags that name the namespaces; `place`: the same for people.
Question<std::vector<Release>> releases(const helm::Arguments& where, const std::string& place) {
  helm::Reading reading;
  reading.arguments = {"list",
                       "--filter",
                       fmt::format("^{}$", release_name),
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

bool Release::is_traffic_manager() const { return is_traffic_manager_chart(chart); }

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

Question<helm::Apply> apply_method_of(const std::string& release_namespace, int revision) {
  return {{{"get", "metadata", release_name, "--revision", std::to_string(revision), "--namespace",
            release_namespace, "--output", "json"},
           "read how the release in namespace " + release_namespace + " was applied"},
          [](const std::string& helm_output) {
            // Nothing is said of what Helm 3 has made.
            const auto method = Printed::parse(helm_output, "helm").text("applyMethod");
            return method == "ssa" ? helm::Apply::server : helm::Apply::client;
          }};
}

Question<std::vector<Revision>> history_in(const std::string& release_namespace) {
  return {{{"history", release_name, "--namespace", release_namespace, "--output", "json"},
           "read the history of the release in namespace " + release_namespace},
          parse_history};
}

Question<std::string> values_of(const std::string& release_namespace, int revision) {
  helm::Reading reading;
  reading.arguments = {"get",      "values", release_name, "--namespace", release_namespace,
                       "--output", "yaml"};
  if (revision != 0) {
    reading.arguments.insert(reading.arguments.end(), {"--revision", std::to_string(revision)});
  }
  reading.doing = "read the values of the release in namespace " + release_namespace;
  return {std::move(reading), [](const std::string& helm_output) { return helm_output; }};
}

Question<bool> has_permissions_alone(const std::string& release_namespace) {
  auto question = values_of(release_namespace, 0);
  return {std::move(question.reading), [](const std::string& helm_output) {
            constexpr std::size_t largest = 16UL << 20U;
            return yaml::parse(helm_output, "helm get values", largest)["rbac"]["only"].is_true();
          }};
}

Question<std::string> values_with_defaults_of(const std::string& release_namespace, int revision) {
  auto question = values_of(release_namespace, revision);
  question.reading.arguments.emplace_back("--all");
  return question;
}

}  // namespace telepresence::cluster
