#include "release/manifest/rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "cluster/objects.hpp"
#include "release/manifest/manifest.hpp"
#include "util/error.hpp"
#include "util/product.hpp"
#include "util/text.hpp"
#include "yaml/documents.hpp"

namespace telepresence::release {
namespace {

using yaml::Entry;
using yaml::Value;

Value map_of(std::initializer_list<std::pair<const char*, std::string>> texts) {
  std::vector<Entry> entries;
  for (const auto& [key, text] : texts) {
    if (!text.empty()) entries.push_back({Value::text(key), Value::text(text)});
  }
  return Value::map(std::move(entries));
}

Value named(const std::string& api_version, const std::string& kind, const std::string& name,
            const std::string& in) {
  auto entries = map_of({{"apiVersion", api_version}, {"kind", kind}}).entries();
  entries.push_back({Value::text("metadata"), map_of({{"name", name}, {"namespace", in}})});
  return Value::map(std::move(entries));
}

// A list of them for kubectl, each with its namespace: by --namespace kubectl would take those of
// that one only.
std::string list_of(const std::string& manifest, const cluster::Release& release,
                    const std::string& record_kind) {
  const auto& in = release.release_namespace;
  std::vector<Value> items;
  for (const auto& object : objects_of(manifest, in)) {
    items.push_back(named(std::string(object.content["apiVersion"].scalar()), object.kind,
                          object.name, object.object_namespace));
  }
  // Helm's own record of the revision has to be changed too.
  if (!record_kind.empty()) {
    items.push_back(named("v1", record_kind,
                          fmt::format("sh.helm.release.v1.{}.v{}", release_name, release.revision),
                          in));
  }
  auto list = map_of({{"apiVersion", "v1"}, {"kind", "List"}}).entries();
  list.push_back({Value::text("items"), Value::list(std::move(items))});
  return yaml::to_json(Value::map(std::move(list)));
}

// "" for YAML that helm alone can read.
std::string list_if_readable(const std::string& manifest, const cluster::Release& release,
                             const std::string& record_kind) {
  try {
    return list_of(manifest, release, record_kind);
  } catch (const Error&) {
    return {};
  }
}

helm::Arguments dry_run_of(Change change, const std::string& file) {
  if (change == Change::uninstall) {
    return {"delete", "--dry-run=server", "--wait=false", "-f", file};
  }
  // Changes nothing even if it were no dry run.
  return {"patch", "--dry-run=server", "--type=merge", "--patch", "{}", "-f", file};
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
              const std::vector<std::string>& refusals, const std::string& by_force) {
  return {ErrorKind::cluster,
          {"rights-missing", Severity::error,
           fmt::format("Release {} in namespace {}", release_name, release.release_namespace),
           fmt::format("the {} was not begun, since it could not be finished: rights are missing; "
                       "nothing was changed",
                       change == Change::uninstall ? "uninstall" : "upgrade"),
           "Ask somebody who has these rights, or " + by_force},
          text::join(refusals, "\n")};
}

}  // namespace

RightsQuestion::RightsQuestion(Change change, const cluster::Release& release,
                               const std::string& manifest, const Tools& tools)
    : scratch_(tools.scratch), tick_(tools.progress.tick) {
  const auto list = list_if_readable(manifest, release, tools.helm.record_kind());
  if (list.empty()) return;
  const auto file = scratch_.write("objects.json", list);
  question_.ask(tools.kubectl->question(dry_run_of(change, file.string())));
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
                  const std::vector<std::string>& missing, const std::string& by_force) {
  if (!missing.empty()) throw refused(change, release, missing, by_force);
}

}  // namespace telepresence::release
