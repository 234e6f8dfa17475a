#include "cluster/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "cluster/printed.hpp"
#include "platform/children.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/quoted.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

using Names = std::vector<std::string>;

// Longer lists are no user's question: each is a request of its own.
constexpr std::size_t most_namespaces = 20;
constexpr std::size_t most_rights = 300;

// What may be done with which resources, as a review lists it.
struct Rule {
  Names groups;
  Names resources;
  Names verbs;
  Names names;  // none: all
};

bool has(const Names& names, std::string_view name) {
  return std::ranges::find(names, name) != names.end();
}

bool covers(const Names& names, std::string_view name) {
  return has(names, "*") || has(names, name);
}

bool allows(const Rule& rule, const Right& right) {
  const auto slash = right.resource.find('/');
  const bool is_part = slash != std::string::npos;
  return covers(rule.groups, right.group) && covers(rule.verbs, right.verb) &&
         (covers(rule.resources, right.resource) ||
          (is_part && has(rule.resources, "*" + right.resource.substr(slash)))) &&
         (rule.names.empty() || (!right.name.empty() && has(rule.names, right.name)));
}

std::string review(const std::string& kind, const std::string& spec) {
  return fmt::format(
      "---\n{{\"apiVersion\": \"authorization.k8s.io/v1\", \"kind\": \"{}\", \"spec\": {}}}\n",
      kind, spec);
}

// A review of rules is one of a namespace: it lists what holds in the whole cluster besides. In one
// that no namespace can be called there is nothing else.
std::string rules_review(const std::string& in) {
  return review("SelfSubjectRulesReview",
                fmt::format("{{\"namespace\": {}}}", double_quoted(in.empty() ? "-" : in)));
}

std::string access_review(const Right& right) {
  const auto slash = std::min(right.resource.find('/'), right.resource.size());
  const auto part = right.resource.substr(std::min(slash + 1, right.resource.size()));
  return review(
      "SelfSubjectAccessReview",
      fmt::format("{{\"resourceAttributes\": {{\"namespace\": {}, \"group\": {}, \"resource\": {}, "
                  "\"subresource\": {}, \"verb\": {}, \"name\": {}}}}}",
                  double_quoted(right.object_namespace), double_quoted(right.group),
                  double_quoted(right.resource.substr(0, slash)), double_quoted(part),
                  double_quoted(right.verb), double_quoted(right.name)));
}

// Asks for reviews, and has the status of each; fewer where not all were answered.
class Reviews {
 public:
  Reviews(const Kubectl& kubectl, const std::filesystem::path& folder, const Tick& tick)
      : kubectl_(kubectl), folder_(folder), tick_(tick) {}

  std::vector<Printed> ask(const std::string& reviews) const {
    const auto file = folder_ / "reviews.yaml";
    platform::write_file_atomically(file, reviews, false);
    // They are kept nowhere, and to validate them would take the API's whole schema.
    const auto answer =
        platform::outcome_of(kubectl_.question({"create", "--validate=false", "-f", file.string(),
                                                "-o", R"(jsonpath={.status}{"\n"})"}),
                             tick_);
    std::vector<Printed> found;
    if (!answer.succeeded()) return found;
    for (const auto& line : text::split(answer.output, '\n')) {
      if (!line.empty()) found.push_back(Printed::parse(line, "kubectl create"));
    }
    return found;
  }

  std::string user() const {
    const auto answer = platform::outcome_of(
        kubectl_.question({"auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"}), tick_);
    return answer.succeeded() ? std::string(text::trim(answer.output)) : "";
  }

 private:
  const Kubectl& kubectl_;
  const std::filesystem::path& folder_;
  const Tick& tick_;
};

std::vector<Rule> rules_in(const Printed& status) {
  std::vector<Rule> rules;
  for (const auto& rule : status.items("resourceRules")) {
    rules.push_back({rule.texts("apiGroups"), rule.texts("resources"), rule.texts("verbs"),
                     rule.texts("resourceNames")});
  }
  return rules;
}

// Leaves those of which no rule that is listed says that the user has them. An authorizer that is
// not RBAC need not list any.
std::vector<Right> not_listed(const std::vector<Right>& rights, const Reviews& reviews) {
  std::set<std::string> places;
  for (const auto& right : rights) {
    if (places.size() < most_namespaces) places.insert(right.object_namespace);
  }
  std::string asked;
  for (const auto& in : places) asked += rules_review(in);
  const auto answers = reviews.ask(asked);
  std::vector<Right> left = rights;
  auto answer = answers.begin();
  for (const auto& in : places) {
    if (answer == answers.end()) break;
    const auto rules = rules_in(*answer++);
    std::erase_if(left, [&](const Right& right) {
      return right.object_namespace == in &&
             std::ranges::any_of(rules, [&](const Rule& rule) { return allows(rule, right); });
    });
  }
  return left;
}

std::optional<Lacking> ask(const std::vector<Right>& rights, const Reviews& reviews) {
  const auto doubtful = not_listed(rights, reviews);
  Lacking lacking;
  if (doubtful.empty()) return lacking;
  if (doubtful.size() > most_rights) return std::nullopt;
  std::string asked;
  for (const auto& right : doubtful) asked += access_review(right);
  const auto answers = reviews.ask(asked);
  if (answers.size() != doubtful.size()) return std::nullopt;
  for (std::size_t i = 0; i < doubtful.size(); ++i) {
    if (!answers[i].truth("allowed")) lacking.rights.push_back(doubtful[i]);
  }
  if (!lacking.rights.empty()) lacking.user = reviews.user();
  return lacking;
}

}  // namespace

std::optional<Lacking> lacking(const std::vector<Right>& rights, const Kubectl& kubectl,
                               const std::filesystem::path& folder, const Tick& tick) {
  try {
    return ask(rights, Reviews(kubectl, folder, tick));
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return std::nullopt;
  }
}

}  // namespace telepresence::cluster
