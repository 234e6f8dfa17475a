#include "release/rights.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/objects.hpp"
#include "util/error.hpp"
#include "util/product.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// Helm's own record of the revision has to be changed too. Other storage than Secrets is rare
// (HELM_DRIVER), and then it is not there, which is no question of rights.
std::string record_of(const cluster::Release& release) {
  return fmt::format(
      "\n---\napiVersion: v1\nkind: Secret\nmetadata:\n  name: sh.helm.release.v1.{}.v{}\n"
      "  namespace: {}\n",
      release_name, release.revision, release.release_namespace);
}

helm::Arguments dry_run_of(Change change, const std::string& file, const std::string& in) {
  if (change == Change::uninstall) {
    return {"delete", "--dry-run=server", "--wait=false", "--namespace", in, "-f", file};
  }
  // Changes nothing even if it were no dry run.
  return {"patch", "--dry-run=server", "--type=merge", "--patch", "{}", "--namespace", in, "-f",
          file};
}

// 'User "jane" cannot delete resource "clusterroles" …', each once.
std::vector<std::string> refusals_in(const std::string& words) {
  constexpr std::string_view mark = " is forbidden: ";
  std::vector<std::string> found;
  for (const auto& line : text::split(words, '\n')) {
    const auto at = line.find(mark);
    if (line.find("(Forbidden)") == std::string::npos || at == std::string::npos) continue;
    auto refusal = line.substr(at + mark.size());
    if (std::ranges::find(found, refusal) == found.end()) {
      found.push_back(std::move(refusal));
    }
  }
  return found;
}

Error refused(Change change, const cluster::Release& release,
              const std::vector<std::string>& refusals) {
  return {ErrorKind::cluster,
          {"rights-missing", Severity::error,
           fmt::format("Release {} in namespace {}", release_name, release.release_namespace),
           fmt::format("the {} was not begun, since it could not be finished: rights are missing; "
                       "nothing was changed",
                       change == Change::uninstall ? "uninstall" : "upgrade"),
           "Ask somebody who has these rights, or add --force to begin it all the same."},
          text::join(refusals, "\n")};
}

}  // namespace

RightsQuestion::RightsQuestion(Change change, const cluster::Release& release,
                               const std::string& manifest, const Tools& tools)
    : scratch_(tools.scratch), tick_(tools.progress.tick) {
  const auto file = scratch_.write("manifest.yaml", manifest + record_of(release));
  question_.ask(
      tools.kubectl->question(dry_run_of(change, file.string(), release.release_namespace)));
}

std::vector<std::string> RightsQuestion::missing() {
  return refusals_in(question_.answer(tick_).error_output);
}

std::vector<std::string> missing_rights(Change change, const cluster::Release& release,
                                        const Tools& tools) {
  if (!tools.kubectl) return {};
  try {
    const auto manifest =
        cluster::ask_one(tools.helm, tools.progress.tick,
                         cluster::manifest_of(release.release_namespace, release.revision));
    return RightsQuestion(change, release, manifest.get(), tools).missing();
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::interrupted) throw;
    // Not to know is no reason to refuse.
    return {};
  }
}

void check_rights(Change change, const cluster::Release& release,
                  const std::vector<std::string>& missing) {
  if (!missing.empty()) throw refused(change, release, missing);
}

}  // namespace telepresence::release
