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
  const auto slash = line.find('/');
  const auto kind = line.substr(0, std::min(line.find('.'), slash));
  return slash != std::string_view::npos && kind == text::lower(object.kind) &&
         line.substr(slash + 1) == object.name;
}

std::size_t count_alike(const LiveObject& object, const std::vector<LiveObject>& objects) {
  return static_cast<std::size_t>(std::ranges::count_if(objects, [&](const LiveObject& one) {
    return one.kind == object.kind && one.name == object.name;
  }));
}

// Of two of one kind and name in two namespaces it is not told which one was printed.
std::string name_of(LiveObject failed_one, const std::vector<LiveObject>& failed,
                    const std::vector<LiveObject>& all) {
  const bool is_told_apart = count_alike(failed_one, failed) == count_alike(failed_one, all);
  if (!is_told_apart) failed_one.object_namespace.clear();
  return failed_one.to_string();
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

// Behind some gateways it is no JSON.
std::string version_in(const platform::Outcome& answer) {
  if (!answer.succeeded()) return {};
  try {
    return Printed::parse(answer.output, "kubectl get").text("gitVersion");
  } catch (const std::exception&) {
    return {};
  }
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
std::vector<Refusal> refusals_in(std::string_view error_output,
                                 const std::vector<LiveObject>& pods) {
  constexpr std::string_view forbidden = " is forbidden: ";
  std::vector<Refusal> refusals;
  for (const auto& line : text::split(error_output, '\n')) {
    const auto at = line.find(forbidden);
    auto pod = between(line, "pods \"", "\"");
    if (at == std::string::npos || pod.empty()) continue;
    const auto tried = std::ranges::find(pods, pod, &LiveObject::name);
    auto in = tried == pods.end() ? std::string() : tried->object_namespace;
    refusals.push_back({std::move(pod), std::move(in), line.substr(at + forbidden.size())});
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
      if (failed.size() == failures.size()) conflict.object = name_of(failed[i], failed, objects);
      found.push_back(std::move(conflict));
    }
  }
  return found;
}

void Rehearsal::try_pods(const std::filesystem::path& list, std::vector<LiveObject> pods) {
  to_make_ = std::move(pods);
  pods_.ask(kubectl_.question(
      {"create", "--dry-run=server", "--validate=false", "-f", list.string(), "-o", "name"}));
}

void Rehearsal::try_to_apply(const std::filesystem::path& list, std::vector<LiveObject> objects) {
  // "helm" is the name under which Helm 4 sets fields.
  apply_.ask(kubectl_.question({"apply", "--server-side", "--dry-run=server", "--validate=false",
                                "--field-manager=helm", "-f", list.string(), "-o", "name"}));
  to_apply_ = std::move(objects);
}

void Rehearsal::ask_version() { version_.ask(kubectl_.question({"get", "--raw", "/version"})); }

Rehearsed Rehearsal::finish(const Tick& tick) {
  Rehearsed answer;
  const auto pods = pods_.answer(tick);
  answer.has_room = pods.output.starts_with("pod/");
  answer.refusals = refusals_in(pods.error_output, to_make_);
  const auto applied = apply_.answer(tick);
  answer.conflicts = conflicts_in(applied.output, applied.error_output, to_apply_);
  answer.kubernetes = version_in(version_.answer(tick));
  return answer;
}

}  // namespace telepresence::cluster
