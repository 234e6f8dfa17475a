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
  if (!releases.value) return {{}, false, releases.failure, {}};
  if (!releases.value->empty()) return {{}, true, {}, {}};
  cluster::ask_on(tools.helm, tick, look, left);
  if (!left.value) return {{}, false, left.failure, look.left_out()};
  if (left.value->runs) return {{}, true, {}, {}};
  return {left.value->objects, false, {}, look.left_out()};
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
