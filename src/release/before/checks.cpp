#include "release/before/checks.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <string>

#include "cluster/objects.hpp"
#include "release/before/admission_checks.hpp"
#include "release/before/lacking_check.hpp"
#include "release/before/value_checks.hpp"
#include "release/cause.hpp"
#include "release/command_lines.hpp"
#include "release/left_overs.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::ranges::find(names, name) != names.end();
}

std::string described(const cluster::ManagerScope& manager) {
  return fmt::format("the Traffic Manager in namespace {}", manager.manager_namespace);
}

std::string claim_of(const std::string& managed) {
  return "ConfigMap traffic-manager-claim in " + managed;
}

// What another command line does not change.
bool takes_more(const Finding& finding) {
  constexpr std::array<std::string_view, 4> ids = {"claim-orphaned", "gitops-owned",
                                                   "namespace-create-forbidden", "rights-missing"};
  return std::ranges::find(ids, finding.id) != ids.end();
}

class Checks {
 public:
  Checks(const Facts& facts, const CommandGiven& given, const Target& target)
      : facts_(facts), given_(given), target_(target) {}

  Verdict run() {
    findings_ = check_owners(facts_.survey.owned);
    if (facts_.values_are_known) {
      check_gone();
      check_scope();
      check_dropped();
      check_claims();
      check_managed_namespaces();
      check_agent();
      std::ranges::move(check_values(facts_), std::back_inserter(findings_));
    }
    check_own_namespace();
    check_edition();
    std::ranges::move(
        check_admission(facts_, target_, given_.settings.ignored_findings, way_.correction),
        std::back_inserter(findings_));
    std::ranges::move(check_lacking(facts_, given_, target_), std::back_inserter(findings_));
    apply_taken_out();
    const auto& correction = way_.correction;
    const auto is_refused = [this](const Finding& one) { return refuses(one); };
    Corrected corrected;
    if (!correction.empty() && std::ranges::any_of(findings_, is_refused)) {
      corrected.command = correction.command(given_, target_);
    }
    corrected.is_enough = std::ranges::none_of(findings_, [&](const Finding& one) {
      return is_refused(one) && (way_.takes_more || takes_more(one));
    });
    return {std::move(findings_), std::move(corrected)};
  }

 private:
  // How the command line is to be changed.
  struct Way {
    Correction correction;
    std::vector<std::string> taken_out;  // of the namespaces to manage
    std::string added;                   // to them
    bool takes_more = false;             // than that
  };

  // Whether it stops the change: not what is warned of alone, or is to be ignored.
  bool refuses(const Finding& finding) const {
    return finding.severity == Severity::error &&
           !has(given_.settings.ignored_findings, finding.id);
  }

  // What is so already, and is only kept, is no reason to refuse an upgrade.
  Severity severity_of_scope(bool is_global) const {
    if (!facts_.is_there) return Severity::error;
    for (const auto& manager : facts_.survey.managers) {
      const bool is_kept = manager.manager_namespace == own() && manager.is_global() == is_global;
      if (is_kept) return Severity::warning;
    }
    return Severity::error;
  }

  // Whether it stops the change; what does not is no reason for another command line either.
  bool error(const char* id, std::string object, std::string text, std::string remedy,
             Severity severity = Severity::error) {
    findings_.push_back({id, severity, std::move(object), std::move(text), std::move(remedy)});
    return refuses(findings_.back());
  }
  const std::string& own() const { return facts_.manager_namespace; }

  void check_gone() {
    for (const auto& gone : facts_.gone) {
      const auto object = gone.scope.webhook.empty()
                              ? claim_of(gone.scope.namespaces.front())
                              : "MutatingWebhookConfiguration " + gone.scope.webhook;
      error(
          "claim-orphaned", object,
          fmt::format("{} was left by a Traffic Manager that is gone: namespace {} has no release "
                      "{}",
                      object, gone.scope.manager_namespace, release_name),
          "To delete what it left:\n" + delete_commands(gone.left, target_));
    }
  }

  bool is_gone(const std::string& manager_namespace) const {
    return std::ranges::any_of(facts_.gone, [&](const GoneManager& gone) {
      return gone.scope.manager_namespace == manager_namespace;
    });
  }

  // Two that inject into the same pods: what a client gets is chance.
  void check_scope() {
    if (!facts_.has_manager()) return;
    const bool is_global = managed_.empty();
    const auto severity = severity_of_scope(is_global);
    for (const auto& other : facts_.survey.managers) {
      if (other.manager_namespace == own()) continue;
      if (other.is_global()) {
        beside_global(other, is_global, severity);
      } else if (is_global) {
        beside_namespaced(other, severity);
      }
    }
  }

  // ": helm telepresence upgrade …", which leaves it at its version; or "." where that is not
  // known.
  std::string command_to_limit(const std::string& other) const {
    const auto version = facts_.chart_versions.find(other);
    if (version == facts_.chart_versions.end()) return ".";
    return ": " +
           plugin_command_in(other, target_,
                             {"upgrade", "--version", version->second, "--version-check", "off",
                              "--reset-then-reuse-values", "--managed-namespaces", other});
  }

  void beside_global(const cluster::ManagerScope& other, bool is_global, Severity severity) {
    const auto remedy = "To give each its own namespaces, limit the other one first" +
                        command_to_limit(other.manager_namespace);
    const auto object = "MutatingWebhookConfiguration " + other.webhook;
    if (is_global) {
      const auto text =
          fmt::format("{} manages the whole cluster already, as this one would", described(other));
      if (error("second-global-manager", object, text, remedy, severity)) limit_to_own();
    } else {
      const auto text =
          fmt::format("{} manages the whole cluster, these namespaces too", described(other));
      way_.takes_more |= error("global-beside-namespaced", object, text, remedy, severity);
    }
  }

  void beside_namespaced(const cluster::ManagerScope& other, Severity severity) {
    const auto text = fmt::format("{} manages {}, and this one would manage the whole cluster",
                                  described(other), text::join(other.namespaces, ", "));
    if (error("global-beside-namespaced", "MutatingWebhookConfiguration " + other.webhook, text,
              "Give this one namespaces of its own.", severity)) {
      limit_to_own();
    }
  }

  void limit_to_own() { way_.correction.managed_namespaces = {own()}; }

  // A bare --set keeps nothing: a Traffic Manager of some namespaces would have them all.
  void check_dropped() {
    const auto& before = facts_.managed_before;
    const bool is_meant = facts_.survey.values["managerRbac"]["namespaced"] ||
                          has(given_.other_flags, "--reset-values");
    if (before.empty() || !managed_.empty() || is_meant) return;
    const auto text = fmt::format(
        "the release's values are not kept where others are given: it manages {}, and "
        "would manage the whole cluster",
        text::join(before, ", "));
    if (!error("upgrade-drops-values", {}, text,
               "To keep them: --reset-then-reuse-values; to drop them: --reset-values")) {
      return;
    }
    // With them nothing else is to be corrected of its scope.
    way_.correction.managed_namespaces.reset();
    way_.correction.add({"--reset-then-reuse-values"});
  }

  const cluster::ManagerScope* manager_of(const std::string& managed) const {
    for (const auto& manager : facts_.survey.managers) {
      const bool is_own = manager.manager_namespace == own();
      if (!is_own && has(manager.namespaces, managed)) return &manager;
    }
    return nullptr;
  }

  void claimed(const std::string& name, const std::string& owner, const std::string& remedy = {}) {
    if (error("namespace-claimed", claim_of(name), text_of_claim(name, owner), remedy)) {
      way_.taken_out.push_back(name);
    }
  }

  // Nobody can tell whether its manager lives.
  void only_claimed(const cluster::Claim& claim) {
    const bool lives =
        std::ranges::any_of(facts_.survey.managers, [&](const cluster::ManagerScope& manager) {
          return manager.manager_namespace == claim.owner;
        });
    error("claim-orphaned", claim_of(claim.claimed),
          fmt::format(
              "namespace {} is claimed for namespace {}, {}", claim.claimed, claim.owner,
              lives ? "whose Traffic Manager does not manage it" : "where no agent injector is"),
          fmt::format(
              "{}, delete what it left there: {}",
              lives ? "If it did so once" : "If that Traffic Manager is gone",
              kubectl_command(target_, {"delete", "configmap/traffic-manager-claim",
                                        "role/traffic-manager", "rolebinding/traffic-manager",
                                        "--ignore-not-found", "--namespace", claim.claimed})));
  }

  // Why nobody can tell whether the one of that namespace lives; or "".
  std::string doubt_of(const std::string& owner) const {
    if (has(facts_.not_read, list_webhooks)) return std::string("no right to ") + list_webhooks;
    const auto doubt = facts_.in_doubt.find(owner);
    return doubt == facts_.in_doubt.end() ? "" : doubt->second;
  }

  void check_claims() {
    for (const auto& name : managed_) {
      if (const auto* manager = manager_of(name)) claimed(name, manager->manager_namespace);
    }
    for (const auto& claim : facts_.survey.claims) {
      const bool is_known =
          claim.owner == own() || is_gone(claim.owner) || manager_of(claim.claimed) != nullptr;
      if (is_known) continue;
      const auto doubt = doubt_of(claim.owner);
      if (has(facts_.without_webhook, claim.owner)) {
        claimed(claim.claimed, claim.owner);
      } else if (!doubt.empty()) {
        claimed(claim.claimed, claim.owner,
                "Whether that Traffic Manager lives is not known: " + doubt);
      } else {
        only_claimed(claim);
      }
    }
  }

  void check_managed_namespaces() {
    for (const auto& seen : facts_.survey.namespaces) {
      if (seen.name == own()) continue;
      const bool is_managed = has(managed_, seen.name);
      // Without them the chart makes nothing there.
      if (!is_managed && !facts_.value({"clientRbac", "create"}).is_true()) continue;
      const auto* key = is_managed ? "managerRbac.namespaces" : "clientRbac.namespaces";
      bool is_refused = false;
      if (seen.state == cluster::NamespaceState::missing) {
        is_refused =
            error("namespace-missing", "Namespace " + seen.name,
                  fmt::format("namespace {} does not exist", seen.name),
                  fmt::format("Create it first, or take it out of {}: {}", key,
                              kubectl_command(target_, {"create", "namespace", seen.name})));
      } else if (seen.state == cluster::NamespaceState::terminating) {
        is_refused = error("namespace-terminating", "Namespace " + seen.name,
                           fmt::format("namespace {} is being deleted", seen.name),
                           fmt::format("Try again when it is gone, or take it out of {}.", key));
      }
      if (is_refused && is_managed) way_.taken_out.push_back(seen.name);
    }
    if (managed_.empty() || has(managed_, own())) return;
    const auto text = fmt::format("the namespaces to manage ({}) lack its own, {}",
                                  text::join(managed_, ", "), own());
    if (error("own-namespace-not-managed", "Namespace " + own(), text, {})) way_.added = own();
  }

  void check_own_namespace() {
    for (const auto& seen : facts_.survey.namespaces) {
      if (seen.name != own()) continue;
      if (seen.state == cluster::NamespaceState::terminating) {
        error("namespace-terminating", "Namespace " + own(),
              fmt::format("namespace {} is being deleted", own()), "Try again when it is gone.");
      } else if (seen.state == cluster::NamespaceState::missing && !facts_.creates_namespace) {
        error("namespace-missing", "Namespace " + own(),
              fmt::format("namespace {} does not exist", own()), advice_on_own_namespace);
      }
    }
  }

  // A client is served by a Traffic Manager of its own edition.
  void check_edition() {
    if (!facts_.former_chart) return;
    const auto former = chart::edition_of(*facts_.former_chart);
    const auto now = facts_.edition();
    if (!former || !now || *former == *now) return;
    error(
        "edition-mismatch", {},
        fmt::format("the Traffic Manager in namespace {} is of the edition {} (chart {}), and the "
                    "chart is of the edition {}",
                    own(), to_word(*former), facts_.former_chart->name, to_word(*now)),
        fmt::format("To stay with the edition that is there: --edition {}", to_word(*former)));
  }

  void check_agent() {
    const auto& owner = facts_.survey.agent_owner;
    if (!facts_.has_agent_of_cluster() || owner.empty() || owner == own() || is_gone(owner)) return;
    const std::string role = "ClusterRole traffic-manager-ambassador-agent";
    if (error("object-taken", role,
              fmt::format("{} belongs to the release in namespace {}", role, owner),
              advice_on_second_agent)) {
      way_.correction.add({"--set", "ambassador-agent.enabled=false"});
    }
  }

  void apply_taken_out() {
    if (way_.taken_out.empty() && way_.added.empty()) return;
    std::vector<std::string> left;
    if (!way_.added.empty()) left.push_back(way_.added);
    for (const auto& name : managed_) {
      if (!has(way_.taken_out, name)) left.push_back(name);
    }
    if (has(left, own())) way_.correction.managed_namespaces = left;
  }

  const Facts& facts_;
  const CommandGiven& given_;
  const Target& target_;
  std::vector<std::string> managed_ = facts_.managed();
  std::vector<Finding> findings_;
  Way way_;
};

}  // namespace

std::string checked_id(const std::string& id) {
  if (std::ranges::find(preflight_ids, id) != preflight_ids.end()) return id;
  const std::vector<std::string> known(preflight_ids.begin(), preflight_ids.end());
  throw Error(ErrorKind::usage, fmt::format("--ignore-finding {}: there is no such finding", id),
              "Use one of these: " + text::join(known, ", "));
}

Verdict check(const Facts& facts, const CommandGiven& given, const Target& target) {
  return Checks(facts, given, target).run();
}

std::vector<Finding> check_owners(const std::vector<cluster::OwnedObject>& owned) {
  std::vector<Finding> findings;
  for (const auto& object : owned) {
    const auto owner = object.owner.to_string();
    const auto of_same = [&](const Finding& one) { return one.text.ends_with(owner); };
    if (std::ranges::any_of(findings, of_same)) continue;
    const auto what = cluster::name_of(object.kind, object.name, object.object_namespace);
    findings.push_back({"gitops-owned", Severity::error, what,
                        fmt::format("{} is applied by {}", what, owner),
                        "Change it there: what is changed here does not last."});
  }
  return findings;
}

}  // namespace telepresence::release
