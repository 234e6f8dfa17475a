#include "cluster/rehearsal.hpp"

#include <algorithm>
#include <utility>

#include "cluster/printed.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

constexpr std::string_view conflict_begins = "Apply failed with ";

std::string between(std::string_view text, std::string_view before, std::string_view after) {
  const auto begin = text.find(before);
  if (begin == std::string_view::npos) return {};
  const auto rest = text.substr(begin + before.size());
  return std::string(rest.substr(0, rest.find(after)));
}

// kubectl prints "deployment.apps/traffic-manager", and no namespace.
bool is_named(const LiveObject& object, std::string_view line) {
  return line.starts_with(text::lower(object.kind)) && line.ends_with("/" + object.name);
}

// Those of `objects` that `output` does not have, in their order.
std::vector<LiveObject> left_out(std::string_view output, const std::vector<LiveObject>& objects) {
  const auto printed = text::split(output, '\n');
  auto line = printed.begin();
  std::vector<LiveObject> left;
  for (const auto& object : objects) {
    if (line != printed.end() && is_named(object, *line)) {
      ++line;
    } else {
      left.push_back(object);
    }
  }
  return left;
}

// One failure, with the lines that belong to it: a "conflict with "NAME" using apps/v1: .FIELD" for
// each who is in the way, or with each field in a line of its own below, "- .FIELD".
std::vector<Conflict> conflicts_of(const std::vector<std::string>& lines) {
  std::vector<Conflict> found;
  for (const auto& line : lines) {
    if (auto manager = between(line, " with \"", "\""); !manager.empty()) {
      found.push_back({{}, std::move(manager), {}});
    }
    if (found.empty()) continue;
    auto& fields = found.back().fields;
    if (line.starts_with("- .")) fields.push_back(line.substr(2));
    if (const auto at = line.find(": ."); at != std::string::npos) {
      fields.push_back(line.substr(at + 2));
    }
  }
  return found;
}

}  // namespace

// Error from server (Forbidden): error when creating "FILE": pods "NAME" is forbidden: REASON
std::vector<Refusal> refusals_in(std::string_view error_output) {
  constexpr std::string_view forbidden = " is forbidden: ";
  std::vector<Refusal> refusals;
  for (const auto& line : text::split(error_output, '\n')) {
    const auto at = line.find(forbidden);
    auto pod = between(line, "pods \"", "\"");
    if (at == std::string::npos || pod.empty()) continue;
    refusals.push_back({std::move(pod), line.substr(at + forbidden.size())});
  }
  return refusals;
}

std::vector<Conflict> conflicts_in(std::string_view output, std::string_view error_output,
                                   const std::vector<LiveObject>& objects) {
  // Each failure begins a line, whatever it is about; only its place tells which object it means.
  std::vector<std::vector<std::string>> failures;
  for (auto& line : text::split(error_output, '\n')) {
    std::string_view said = line;
    if (said.starts_with("error: ")) said.remove_prefix(std::string_view("error: ").size());
    const bool begins = said.starts_with(conflict_begins) || said.starts_with("Error from server");
    if (begins) failures.emplace_back();
    if (!failures.empty()) failures.back().emplace_back(said);
  }
  const auto failed = left_out(output, objects);
  std::vector<Conflict> found;
  for (std::size_t i = 0; i < failures.size(); ++i) {
    if (!failures[i].front().starts_with(conflict_begins)) continue;
    for (auto& conflict : conflicts_of(failures[i])) {
      if (failed.size() == failures.size()) conflict.object = failed[i].to_string();
      found.push_back(std::move(conflict));
    }
  }
  return found;
}

void Rehearsal::try_pods(const std::filesystem::path& list) {
  pods_.ask(kubectl_,
            {"create", "--dry-run=server", "--validate=false", "-f", list.string(), "-o", "name"});
}

void Rehearsal::try_to_apply(const std::filesystem::path& list, std::vector<LiveObject> objects) {
  // "helm" is the name under which Helm 4 sets fields.
  apply_.ask(kubectl_, {"apply", "--server-side", "--dry-run=server", "--validate=false",
                        "--field-manager=helm", "-f", list.string(), "-o", "name"});
  to_apply_ = std::move(objects);
}

void Rehearsal::ask_version() { version_.ask(kubectl_, {"get", "--raw", "/version"}); }

Rehearsed Rehearsal::finish(const Tick& tick) {
  Rehearsed answer;
  const auto pods = pods_.answer(tick);
  for (const auto& line : text::split(pods.output, '\n')) {
    if (line.starts_with("pod/")) answer.accepted.push_back(line.substr(4));
  }
  answer.refusals = refusals_in(pods.error_output);
  const auto applied = apply_.answer(tick);
  answer.conflicts = conflicts_in(applied.output, applied.error_output, to_apply_);
  const auto version = version_.answer(tick);
  if (version.succeeded() && !version.output.empty()) {
    answer.kubernetes = Printed::parse(version.output, "kubectl get").text("gitVersion");
  }
  return answer;
}

}  // namespace telepresence::cluster
