#include "cluster/objects.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cluster/probe.hpp"
#include "util/product.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {
namespace {

void append(helm::Arguments& arguments, std::initializer_list<std::string> more) {
  arguments.insert(arguments.end(), more);
}

std::vector<LiveObject> objects_of(const Printed& report, const char* list) {
  std::vector<LiveObject> objects;
  for (const auto& item : report.items(list)) {
    objects.push_back({item.text("kind"), item.text("name"), item.text("namespace"),
                       item.text("releaseName"), item.text("releaseNamespace"),
                       item.text("content"), item.truth("isEnding"), item.truth("isKept")});
  }
  return objects;
}

}  // namespace

std::string name_of(const std::string& kind, const std::string& name,
                    const std::string& object_namespace) {
  return object_namespace.empty()
             ? fmt::format("{} {}", kind, name)
             : fmt::format("{} {} in namespace {}", kind, name, object_namespace);
}

std::string short_name_of(const std::string& kind, const std::string& name) {
  return text::lower(kind) + "/" + name;
}

bool LiveObject::is_of_another_release(const std::string& than_in) const {
  if (release_name.empty()) return false;
  return release_name != telepresence::release_name || release_namespace != than_in;
}

std::string names_of(const std::vector<LiveObject>& objects) {
  std::vector<std::string> names;
  names.reserve(objects.size());
  for (const auto& object : objects) names.push_back(object.to_string());
  return text::join(names, ", ");
}

Look<Existing> existing_objects(const std::string& in, const Manifests& manifests,
                                Contents contents, const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::existing, in);
  append(reading.arguments, {"--set-file", "manifest=" + manifests.made.string()});
  if (!manifests.former.empty()) {
    append(reading.arguments, {"--set-file", "former=" + manifests.former.string()});
  }
  if (contents == Contents::yes) append(reading.arguments, {"--set", "contents=true"});
  if (contents == Contents::of_roles_and_workloads) {
    append(reading.arguments, {"--set",
                               "contentsOf={ClusterRole,ClusterRoleBinding,Role,RoleBinding,"
                               "Deployment,StatefulSet}"});
  }
  reading.doing = "look which objects of the chart are there";
  return Look<Existing>({std::move(reading), [](const std::string& helm_output) {
                           const auto report = probe_report(helm_output);
                           return Existing{static_cast<std::size_t>(report.number("number")),
                                           objects_of(report, "existing"),
                                           objects_of(report, "unseen"),
                                           objects_of(report, "missing")};
                         }});
}

Look<std::vector<LiveObject>> marked_objects(const std::string& release_namespace,
                                             const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::marked, release_namespace);
  reading.doing = "look for objects of a release in namespace " + release_namespace;
  return Look<std::vector<LiveObject>>({std::move(reading), [](const std::string& helm_output) {
                                          return objects_of(probe_report(helm_output), "marked");
                                        }});
}

Marks marks_of(const std::string& content) {
  const auto metadata = Printed::parse(content, "the object")["metadata"];
  Marks marks;
  const auto annotations = metadata["annotations"];
  for (const auto& key : annotations.keys()) {
    if (key.starts_with("helm.sh/")) marks.annotations.push_back(key + '=' + annotations.text(key));
  }
  marks.managed_by = metadata["labels"].text("app.kubernetes.io/managed-by");
  return marks;
}

Question<std::string> restored_manifest(const std::string& release_namespace,
                                        const std::filesystem::path& manifest,
                                        const std::filesystem::path& originals,
                                        const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::restored, release_namespace);
  append(reading.arguments, {"--set-file", "manifest=" + manifest.string(), "--set-file",
                             "originals=" + originals.string()});
  reading.doing = "put the objects that were taken over back into the manifest";
  return {std::move(reading), [](const std::string& helm_output) {
            return probe_report(helm_output).text("restored");
          }};
}

Look<LeftBehind> left_behind_by(const std::string& release_namespace,
                                const std::vector<std::string>& managed,
                                const std::filesystem::path& probe_chart) {
  auto reading = probe_reading(probe_chart, ProbePart::left_behind, release_namespace);
  // As text: "2024" is a name too.
  append(reading.arguments, {"--set-string", "owner=" + release_namespace});
  if (!managed.empty()) {
    append(reading.arguments,
           {"--set-string", fmt::format("namespaces={{{}}}", text::join(managed, ","))});
  }
  reading.doing = "look for what the release of namespace " + release_namespace + " left behind";
  return Look<LeftBehind>({std::move(reading), [](const std::string& helm_output) {
                             const auto report = probe_report(helm_output)["leftBehind"];
                             return LeftBehind{objects_of(report, "objects"), report.truth("runs")};
                           }});
}

Question<std::string> manifest_of(const std::string& release_namespace, int revision) {
  helm::Reading reading;
  reading.arguments = {
      "get",         "manifest",       release_name, "--revision", std::to_string(revision),
      "--namespace", release_namespace};
  reading.doing = fmt::format("read the manifest of revision {}", revision);
  return {std::move(reading), [](const std::string& helm_output) { return helm_output; }};
}

Question<std::string> manifest_with_hooks(const std::string& release_namespace, int revision) {
  constexpr const char* printed =
      "{{ .Release.Manifest }}{{ range $hook := .Release.Hooks }}{{ $is_test := false }}"
      "{{ range .Events }}{{ if eq (print .) \"test\" }}{{ $is_test = true }}{{ end }}{{ end }}"
      "{{ if not $is_test }}\n---\n{{ $hook.Manifest }}{{ end }}{{ end }}";
  helm::Reading reading;
  reading.arguments = {"get",
                       "all",
                       release_name,
                       "--revision",
                       std::to_string(revision),
                       "--namespace",
                       release_namespace,
                       "--template",
                       printed};
  reading.doing = fmt::format("read the manifest of revision {}", revision);
  return {std::move(reading), [](const std::string& helm_output) { return helm_output; }};
}

std::string manifest_with_hooks_in(const std::string& release) {
  const auto printed = Printed::parse(release, "helm");
  auto manifest = printed.text("manifest");
  for (const auto& hook : printed.items("hooks")) {
    const auto events = hook.texts("events");
    if (std::ranges::find(events, "test") != events.end()) continue;
    manifest += "\n---\n" + hook.text("manifest");
  }
  return manifest;
}

Question<Recorded> recorded_of(const std::string& release_namespace) {
  // No line of a manifest begins so.
  static constexpr std::string_view mark = "### hook ";
  constexpr const char* printed =
      "{{ .Release.Manifest }}\n{{ range $hook := .Release.Hooks }}{{ range .Events }}"
      "{{ if or (eq (print .) \"pre-delete\") (eq (print .) \"post-delete\") }}"
      "### hook {{ $hook.Name }}\n---\n{{ $hook.Manifest }}\n{{ end }}{{ end }}{{ end }}";
  helm::Reading reading;
  reading.arguments = {"get",        "all",  release_name, "--namespace", release_namespace,
                       "--template", printed};
  reading.doing = "read the manifest of the release in namespace " + release_namespace;
  return {std::move(reading), [](const std::string& helm_output) {
            Recorded recorded;
            for (const auto& line : text::split(helm_output, '\n')) {
              if (line.starts_with(mark)) {
                recorded.hook_names.push_back(line.substr(mark.size()));
                continue;
              }
              (recorded.hook_names.empty() ? recorded.manifest : recorded.hooks) += line + '\n';
            }
            return recorded;
          }};
}

}  // namespace telepresence::cluster
