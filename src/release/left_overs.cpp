#include "release/left_overs.hpp"

#include <algorithm>
#include <map>

#include "cluster/releases.hpp"
#include "release/command_lines.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

bool is_workload(const cluster::LiveObject& object) {
  return object.kind == "Deployment" || object.kind == "StatefulSet";
}

}  // namespace

std::vector<cluster::LiveObject> left_overs_of(const std::string& owner, const std::string& managed,
                                               const Tools& tools) {
  const auto [releases, objects] =
      cluster::ask(tools.helm, tools.progress.tick, cluster::releases_in(owner),
                   cluster::objects_marked_by(owner, managed, tools.probe_chart));
  if (!releases.value || !releases.value->empty() || !objects.value) return {};
  if (std::any_of(objects.value->begin(), objects.value->end(), is_workload)) return {};
  return *objects.value;
}

std::string delete_commands(const std::vector<cluster::LiveObject>& objects, const Target& target) {
  std::map<std::string, helm::Arguments> names;  // by namespace
  for (const auto& object : objects) {
    names[object.object_namespace].push_back(text::lower(object.kind) + "/" + object.name);
  }
  std::string commands;
  for (const auto& [in, of_namespace] : names) {
    helm::Arguments words = {"delete"};
    words.insert(words.end(), of_namespace.begin(), of_namespace.end());
    if (!in.empty()) words.insert(words.end(), {"--namespace", in});
    text::append_line(commands, kubectl_command(target, words));
  }
  return commands;
}

}  // namespace telepresence::release
