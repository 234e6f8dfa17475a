#include "commands/complete.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <optional>
#include <ranges>
#include <set>

#include "chart/cache.hpp"
#include "chart/repository_index.hpp"
#include "chart/value_keys.hpp"
#include "cluster/namespaces.hpp"
#include "cluster/releases.hpp"
#include "kubeconfig/locate.hpp"
#include "kubeconfig/selection.hpp"
#include "platform/background.hpp"
#include "release/known_answer.hpp"
#include "release/known_namespaces.hpp"
#include "release/target.hpp"
#include "supply/resolve.hpp"
#include "util/text.hpp"
#include "util/time.hpp"

namespace telepresence::commands {
namespace {

Completion value_keys(const CompletionRequest& request, const World& world) {
  const auto pairs = request.topic == Topic::values ? chart::Pairs::several : chart::Pairs::one;
  Completion completion;
  completion.goes_on = true;
  const auto typed = chart::typed_key(request.word, pairs);
  if (!typed) return completion;
  for (const auto& key : chart::value_keys_of(world.charts().bundled, typed->path)) {
    completion.candidates.push_back(
        {typed->before + key.name + (key.is_map ? '.' : '='), key.meaning});
  }
  return completion;
}

// The last that the line has.
std::optional<std::string> value_of(const std::string& flag, const std::vector<std::string>& line) {
  std::optional<std::string> value;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i].starts_with(flag + '=')) value = line[i].substr(flag.size() + 1);
    if (line[i] == flag && i + 1 < line.size()) value = line[i + 1];
  }
  return value;
}

Completion chart_versions(const CompletionRequest& request, World& world) {
  supply::SourceRequest source;
  source.repository = value_of("--repo", request.line);
  source.ca_file = value_of("--ca-file", request.line).value_or("");
  const auto repository = supply::resolve_repository(source, {}, world.supply_tools());
  Completion completion;
  completion.is_ordered = true;
  const auto index = chart::RepositoryIndex::kept(repository.repository, repository.chart_name,
                                                  chart::Cache(world.environment()));
  if (!index) return completion;
  const bool wants_prereleases = request.word.find('-') != std::string::npos;
  for (const auto& [version, entry] : chart::newest_first(*index)) {
    if (!version.prerelease.empty() && !wants_prereleases) continue;
    completion.candidates.push_back(
        {entry.version, entry.created.substr(0, entry.created.find('T'))});
  }
  return completion;
}

// Gives what the cluster answers to `keep`, in a process that nobody waits for.
template <typename T, typename Keep>
void ask_for_next_time(cluster::Question<T> question, const helm::Connection& connection,
                       World& world, const Keep& keep) {
  constexpr std::chrono::seconds answer_limit(5);
  constexpr std::chrono::seconds most(15);
  question.reading.time_limit = answer_limit;
  platform::in_background(
      most, [&] { keep(cluster::ask_one(world.helm().on(connection), {}, question).get()); });
}

Completion namespaces(World& world) {
  const release::KnownNamespaces known(world.environment());
  if (known.take_turn()) {
    ask_for_next_time(cluster::namespaces_of_cluster(world.charts().probe), {}, world,
                      [&](const auto& names) { known.keep(names); });
  }
  Completion completion;
  for (auto& name : known.names()) completion.candidates.push_back({std::move(name), {}});
  return completion;
}

// NAME,...: what stands before the last comma stays, and is not offered again.
Completion namespace_list(const CompletionRequest& request, World& world) {
  const auto end = request.word.rfind(',');
  const auto before = end == std::string::npos ? "" : request.word.substr(0, end + 1);
  const auto given = text::split(before, ',');
  const std::set<std::string> named(given.begin(), given.end());
  auto completion = namespaces(world);
  completion.goes_on = true;
  std::erase_if(completion.candidates,
                [&](const Candidate& candidate) { return named.contains(candidate.word); });
  for (auto& candidate : completion.candidates) candidate.word = before + candidate.word;
  return completion;
}

Completion contexts(const World& world) {
  Completion completion;
  const auto all = kubeconfig::select_all(kubeconfig::locate(world.environment()));
  for (const auto& context : all.contexts) {
    completion.candidates.push_back({context.context, text::without_logins(context.server)});
  }
  return completion;
}

// A line for each, the newest first: its number, a tab, and what there is to say of it.
std::vector<std::string> lines_of(const std::vector<cluster::Revision>& history) {
  std::vector<std::string> lines;
  for (const auto& revision : std::views::reverse(history)) {
    const auto time = parse_helm_time(revision.updated);
    lines.push_back(fmt::format("{}\t{}{}", revision.number, text::printable(revision.status),
                                time ? ", " + rfc3339(*time) : ""));
  }
  return lines;
}

Completion revisions(const CompletionRequest& request, World& world) {
  // An upgrade may come at any time.
  constexpr std::chrono::seconds fresh(5);
  const auto& environment = world.environment();
  const auto located = release::locate_target({value_of("--manager-namespace", request.line), {}},
                                              environment, world.caller());
  const auto& in = located.target.manager_namespace;
  const release::KnownAnswer known(
      chart::Cache(environment)
          .revisions(release::cluster_and_user(located.kubeconfig, environment), in),
      fresh);
  if (release::leads_to_cluster(located.kubeconfig, environment) && known.take_turn()) {
    ask_for_next_time(cluster::history_in(in), located.connection, world,
                      [&](const auto& history) { known.keep(lines_of(history)); });
  }
  Completion completion;
  completion.is_ordered = true;
  for (const auto& line : known.lines()) {
    const auto fields = text::split(line, '\t');
    if (fields.size() == 2) completion.candidates.push_back({fields[0], fields[1]});
  }
  return completion;
}

Completion all_of(const CompletionRequest& request, World& world) {
  switch (request.topic) {
    case Topic::values:
    case Topic::value:
      return value_keys(request, world);
    case Topic::versions:
      return chart_versions(request, world);
    case Topic::namespaces:
      return namespaces(world);
    case Topic::namespace_list:
      return namespace_list(request, world);
    case Topic::contexts:
      return contexts(world);
    case Topic::revisions:
      return revisions(request, world);
  }
  return {};
}

}  // namespace

Completion complete(const CompletionRequest& request, World& world) {
  auto completion = all_of(request, world);
  std::erase_if(completion.candidates, [&](const Candidate& candidate) {
    return !candidate.word.starts_with(request.word);
  });
  return completion;
}

}  // namespace telepresence::commands
