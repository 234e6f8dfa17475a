#include "release/before/lacking_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "release/command_lines.hpp"
#include "release/manifest/role_rules.hpp"
#include "util/product.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

std::string who(const cluster::Lacking& lacking) {
  return lacking.user.empty() ? "this user" : fmt::format("user {}", text::printable(lacking.user));
}

// A line a namespace: "in namespace dev: create, get configmaps, deployments.apps; create secrets".
std::string lines_of(const std::vector<cluster::Right>& rights) {
  std::map<std::string, std::vector<cluster::Right>> places;
  for (auto right : rights) {
    // Which one of them it is says nothing here.
    right.name.clear();
    places[right.object_namespace].push_back(std::move(right));
  }
  std::string lines;
  for (const auto& [in, of] : places) {
    const auto place = in.empty() ? "in the whole cluster" : "in namespace " + in;
    text::append_line(lines, fmt::format("{}: {}", place, text::join(in_words(of), "; ")));
  }
  return lines;
}

// As a subject of RBAC, "ServiceAccount:ci/runner".
std::string subject_of(const std::string& user) {
  constexpr std::string_view account = "system:serviceaccount:";
  if (!user.starts_with(account)) return "User:" + user;
  auto name = user.substr(account.size());
  if (const auto colon = name.find(':'); colon != std::string::npos) name[colon] = '/';
  return "ServiceAccount:" + name;
}

// What prints the roles, and what applies them.
std::string advice_for_admin(const Facts& facts, const CommandGiven& given, const Target& target) {
  const auto& user = facts.objections.lacking.user;
  helm::Arguments words = {"rbac"};
  if (user.empty()) {
    words.emplace_back("--installer");
  } else {
    words.insert(words.end(), {"--installer-subject", subject_of(user)});
  }
  std::string before;
  if (facts.keeps_values) {
    const std::string file = "traffic-manager-values.yaml";
    before = helm_command(target, {"get", "values", release_name, "--namespace",
                                   facts.manager_namespace, "-o", "yaml"}) +
             " > " + file + " && ";
    words.insert(words.end(), {"--values", file});
  }
  auto with_values = with_same_values(words, given);
  const bool is_whole = !with_values.empty();
  return fmt::format(
      "{}: {}{} | {}",
      is_whole ? "For an admin to run" : "For an admin to run, with the same values", before,
      plugin_command_in(target.manager_namespace, target, is_whole ? with_values : words),
      kubectl_command(target, {"apply", "-f", "-"}, As::anybody));
}

bool makes_a_namespace(const cluster::Right& right) {
  return right.resource == "namespaces" && right.verb == "create";
}

}  // namespace

std::vector<Finding> check_lacking(const Facts& facts, const CommandGiven& given,
                                   const Target& target) {
  auto rights = facts.objections.lacking.rights;
  std::vector<Finding> findings;
  if (std::erase_if(rights, makes_a_namespace) > 0) {
    const auto& in = facts.manager_namespace;
    findings.push_back(
        {"namespace-create-forbidden", Severity::error, "Namespace " + in,
         fmt::format("namespace {} does not exist, and {} may not create it", in,
                     who(facts.objections.lacking)),
         fmt::format("For an admin to run: {}",
                     kubectl_command(target, {"create", "namespace", in}, As::anybody))});
  }
  if (rights.empty()) return findings;
  auto remedy = lines_of(rights);
  text::append_line(remedy, advice_for_admin(facts, given, target));
  findings.push_back({"rights-missing",
                      Severity::error,
                      {},
                      fmt::format("{} lacks rights that it takes", who(facts.objections.lacking)),
                      std::move(remedy)});
  return findings;
}

}  // namespace telepresence::release
