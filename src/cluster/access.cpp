#include "cluster/access.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "cluster/printed.hpp"
#include "platform/command.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/quoted.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

// Longer lists are no user's question: each is a request of its own.
constexpr std::size_t most_namespaces = 20;
constexpr std::size_t most_rights = 300;

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

// What asks for reviews that stand in a file then. They are kept nowhere, and to validate them
// would take the API's whole schema.
helm::Arguments question_of(const std::string& reviews, const std::filesystem::path& file) {
  platform::write_file_atomically(file, reviews, false);
  return {"create", "--validate=false", "-f", file.string(), "-o", R"(jsonpath={.status}{"\n"})"};
}

// The status of each review; fewer where not all were answered.
std::vector<Printed> statuses_in(const platform::Outcome& answer) {
  std::vector<Printed> found;
  if (!answer.succeeded()) return found;
  for (const auto& line : text::split(answer.output, '\n')) {
    if (!line.empty()) found.push_back(Printed::parse(line, "kubectl create"));
  }
  return found;
}

class Reviews {
 public:
  Reviews(const Kubectl& kubectl, const std::filesystem::path& folder, const Tick& tick)
      : kubectl_(kubectl), folder_(folder), tick_(tick) {}

  std::vector<Printed> ask(const std::string& reviews) const {
    return statuses_in(Kubectl::answer_to(
        kubectl_.question(question_of(reviews, folder_ / "reviews.yaml")), tick_));
  }

  std::string user() const {
    const auto answer = Kubectl::outcome_of(
        kubectl_.question({"auth", "whoami", "-o", "jsonpath={.status.userInfo.username}"}), tick_);
    return answer.succeeded() ? std::string(text::trim(answer.output)) : "";
  }

 private:
  const Kubectl& kubectl_;
  const std::filesystem::path& folder_;
  const Tick& tick_;
};

Rule::Names names_in(const Printed& rule, const std::string& key) {
  const auto names = rule.texts(key);
  return {names.begin(), names.end()};
}

// As a review lists them.
std::vector<Rule> rules_in(const Printed& status) {
  std::vector<Rule> rules;
  for (const auto& rule : status.items("resourceRules")) {
    rules.push_back({names_in(rule, "apiGroups"), names_in(rule, "resources"),
                     names_in(rule, "verbs"), names_in(rule, "resourceNames")});
  }
  return rules;
}

// Takes out those that a rule of the namespace `in` gives; what holds in the whole cluster, "",
// holds in each.
void take_out_given(std::vector<Right>& rights, const std::string& in,
                    const std::vector<Rule>& rules) {
  std::erase_if(rights, [&](const Right& right) {
    return (in.empty() || right.object_namespace == in) &&
           std::ranges::any_of(rules, [&](const Rule& rule) { return gives(rule, right); });
  });
}

// The same by the rules of their own namespaces. An authorizer that is not RBAC need not list any.
void take_out_given_inside(std::vector<Right>& rights, const Reviews& reviews) {
  std::set<std::string> places;
  for (const auto& right : rights) {
    const bool is_inside = !right.object_namespace.empty();
    if (is_inside && places.size() < most_namespaces) places.insert(right.object_namespace);
  }
  if (places.empty()) return;
  std::string asked;
  for (const auto& in : places) asked += rules_review(in);
  const auto answers = reviews.ask(asked);
  auto answer = answers.begin();
  for (const auto& in : places) {
    if (answer == answers.end()) return;
    take_out_given(rights, in, rules_in(*answer++));
  }
}

// The rights of which nothing has told that the user has them are asked for one by one.
std::optional<Lacking> ask_for_each(const std::vector<Right>& doubtful, const Reviews& reviews) {
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

Access::Access(const Kubectl& kubectl, std::filesystem::path folder)
    : kubectl_(kubectl), folder_(std::move(folder)) {
  in_whole_cluster_.ask(
      kubectl_.question(question_of(rules_review(""), folder_ / "whole-cluster.yaml")));
}

std::optional<Lacking> Access::lacking(const std::vector<Right>& rights, const Tick& tick) {
  const Reviews reviews(kubectl_, folder_, tick);
  auto doubtful = rights;
  try {
    for (const auto& status : statuses_in(in_whole_cluster_.answer(tick))) {
      take_out_given(doubtful, "", rules_in(status));
    }
    take_out_given_inside(doubtful, reviews);
    return ask_for_each(doubtful, reviews);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    return std::nullopt;
  }
}

}  // namespace telepresence::cluster
