#include "release/change/take_over.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "cluster/printed.hpp"
#include "platform/children.hpp"
#include "release/change/explain.hpp"
#include "release/command_lines.hpp"
#include "release/manifest/manifest.hpp"
#include "release/repair_options.hpp"
#include "release/scratch.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {
namespace {

// The manifest that the operation would make.
std::string rendered(const Plan& plan, const Tools& tools) {
  auto arguments = plan.arguments;
  arguments.emplace_back("--dry-run=server");
  auto command = tools.helm.without_debug().command(arguments);
  command.time_limit = dry_run_limit;
  const auto outcome = platform::outcome_of(command, tools.progress.tick);
  if (outcome.timed_out) {
    const auto found = no_answer_to_dry_run();
    throw Error(found.kind, found.finding);
  }
  if (!outcome.succeeded()) {
    throw Error(ErrorKind::helm, "what would be taken over cannot be told", {},
                outcome.error_output);
  }
  return cluster::Printed::parse(outcome.output, "helm").text("manifest");
}

std::string list_of(const TakenOver& taken) {
  std::vector<std::string> contents;
  contents.reserve(taken.size());
  for (const auto& object : taken) contents.push_back(object.content);
  return "[" + text::join(contents, ",") + "]";
}

// A chart that renders to these objects as they are. It has the Traffic Manager's name, for who
// looks at the release meanwhile.
void write_chart(const Scratch& scratch, const std::string& manifest) {
  scratch.write("Chart.yaml",
                fmt::format("apiVersion: v2\nname: {}\nversion: 0.0.0-undo\n"
                            "description: What was there before, for the time of an undo.\n",
                            chart_name));
  scratch.write("objects.yaml", manifest);
  scratch.write("templates/objects.yaml", "{{ .Files.Get \"objects.yaml\" }}\n");
}

// Of the revisions whose objects are the release's own by now. An annotation alone does not make
// them so: anybody can set it.
std::string manifests_of(const State& before, const Target& target, const Tools& tools) {
  const auto& in = target.manager_namespace;
  std::set<int> revisions = {before.deployed_revision()};
  // What an uninstall removed and somebody has made again is theirs.
  if (before.is_there()) revisions.insert(before.newest_revision());
  std::string all;
  for (const int revision : revisions) {
    if (revision == 0) continue;
    all += cluster::ask_one(tools.helm, tools.progress.tick, cluster::manifest_of(in, revision))
               .get() +
           "\n";
  }
  return all;
}

// What the release has made; nothing where its manifest is none that can be read here.
std::vector<ManifestObject> own_objects(const std::string& former, const Target& target) {
  try {
    return objects_of(former, target.manager_namespace);
  } catch (const Error&) {
    return {};
  }
}

// Whether helm would take for the release's own what no revision of it has made.
bool is_another_marked(const State& before, const std::string& former, const Target& target) {
  const auto own = own_objects(former, target);
  return std::ranges::any_of(before.marked, [&](const cluster::LiveObject& object) {
    return std::ranges::none_of(own, [&](const ManifestObject& one) {
      return one.kind == object.kind && one.name == object.name &&
             one.object_namespace == object.object_namespace;
    });
  });
}

// A word of kubectl's annotate or label that makes a mark what it was.
std::string mark(const char* name, const std::string& value) {
  return value.empty() ? fmt::format("{}-", name) : fmt::format("{}={}", name, value);
}

std::string command_on(const cluster::LiveObject& object, const char* verb, helm::Arguments marks,
                       const Target& target) {
  helm::Arguments words = {verb, text::lower(object.kind), object.name, "--overwrite"};
  words.insert(words.end(), marks.begin(), marks.end());
  if (!object.object_namespace.empty()) {
    words.insert(words.end(), {"--namespace", object.object_namespace});
  }
  return kubectl_command(target, words);
}

// The two commands that make all its marks what they were.
std::string unmark_commands(const cluster::LiveObject& object, const Target& target) {
  const auto marks = cluster::marks_of(object.content);
  helm::Arguments annotations = {mark("meta.helm.sh/release-name", object.release_name),
                                 mark("meta.helm.sh/release-namespace", object.release_namespace)};
  const auto is_policy = [](const std::string& annotation) {
    return annotation.starts_with("helm.sh/resource-policy=");
  };
  if (std::ranges::none_of(marks.annotations, is_policy)) {
    annotations.emplace_back("helm.sh/resource-policy-");
  }
  annotations.insert(annotations.end(), marks.annotations.begin(), marks.annotations.end());
  return command_on(object, "annotate", std::move(annotations), target) + "\n" +
         command_on(object, "label", {mark("app.kubernetes.io/managed-by", marks.managed_by)},
                    target);
}

}  // namespace

TakenOver look_before_take_over(const Plan& plan, const State& before, const Tools& tools) {
  if (plan.options.helm.is_dry_run()) return {};
  const bool takes_all = plan.options.helm.takes_ownership();
  if (!takes_all && before.marked.empty()) return {};
  const auto former = manifests_of(before, plan.target, tools);
  if (!takes_all && !is_another_marked(before, former, plan.target)) return {};
  check_can_be_rendered_twice(plan.options.helm);
  const Scratch scratch(tools.scratch);
  cluster::Manifests manifests{scratch.write("made.yaml", rendered(plan, tools)), {}};
  if (!former.empty()) manifests.former = scratch.write("former.yaml", former);
  auto look = cluster::existing_objects(plan.target.manager_namespace, manifests,
                                        cluster::Contents::yes, tools.probe_chart);
  const auto answer = cluster::ask_one(tools.helm, tools.progress.tick, look);
  const auto& existing = answer.get();
  if (existing.unseen.empty()) return existing.objects;
  throw Error(ErrorKind::cluster,
              "this user may not look whether it is there: " + cluster::names_of(existing.unseen));
}

void give_back(const TakenOver& taken, const Plan& plan, int revision, const Tools& tools) {
  const auto& in = plan.target.manager_namespace;
  const auto manifest = cluster::ask_one(tools.helm, {}, cluster::manifest_of(in, revision)).get();
  const Scratch scratch(tools.scratch);
  const auto restored =
      cluster::ask_one(tools.helm, {},
                       cluster::restored_manifest(in, scratch.write("manifest.yaml", manifest),
                                                  scratch.write("originals.json", list_of(taken)),
                                                  tools.probe_chart));
  const Scratch chart(tools.scratch);
  write_chart(chart, restored.get());
  auto command = tools.helm.command(
      helm::give_back_arguments(tools.helm.binary().version, {in, chart.path().string()},
                                repair_options(plan, revision, tools.helm)));
  // Ctrl-C does not end it.
  command.time_limit = std::chrono::seconds(60);
  const auto outcome = platform::run(command);
  if (outcome.succeeded()) return;
  throw Error(ErrorKind::helm, "what was taken over could not be given back", {},
              outcome.error_output);
}

std::string hint_of_marks(const TakenOver& taken, const Target& target) {
  std::string hint =
      taken.size() == 1
          ? "It still has helm's marks of this release, so that the next install takes it without "
            "being told to. To remove them:"
          : "They still have helm's marks of this release, so that the next install takes them "
            "without being told to. To remove those:";
  for (const auto& object : taken) hint += "\n" + unmark_commands(object, target);
  return hint;
}

}  // namespace telepresence::release
