#include "release/left_overs.hpp"

#include <map>

#include "cluster/releases.hpp"
#include "release/command_lines.hpp"
#include "util/text.hpp"

namespace telepresence::release {

LeftOvers left_overs_of(const std::string& owner, const std::vector<std::string>& managed,
                        const Tools& tools) {
  const auto& tick = tools.progress.tick;
  auto look = cluster::left_behind_by(owner, managed, tools.probe_chart);
  auto [releases, left] =
      cluster::ask(tools.helm, tick, cluster::releases_in(owner), look.question());
  LeftOvers found;
  if (!releases.value) {
    found.unknown = releases.failure;
    return found;
  }
  if (!releases.value->empty()) {
    found.lives = true;
    found.chart_version = releases.value->front().chart_version;
    return found;
  }
  cluster::ask_on(tools.helm, tick, look, left);
  found.unknown = left.failure;
  found.lives = found.runs_without_release = left.value && left.value->runs;
  if (found.lives) return found;
  found.left_out = look.left_out();
  if (left.value) found.objects = std::move(left.value->objects);
  return found;
}

std::string delete_commands(const std::vector<cluster::LiveObject>& objects, const Target& target,
                            As who) {
  std::map<std::string, helm::Arguments> names;  // by namespace
  for (const auto& object : objects) {
    names[object.object_namespace].push_back(object.short_name());
  }
  std::string commands;
  for (const auto& [in, of_namespace] : names) {
    helm::Arguments words = {"delete"};
    words.insert(words.end(), of_namespace.begin(), of_namespace.end());
    if (!in.empty()) words.insert(words.end(), {"--namespace", in});
    text::append_line(commands, kubectl_command(target, words, who));
  }
  return commands;
}

}  // namespace telepresence::release
