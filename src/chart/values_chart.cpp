#include "chart/values_chart.hpp"

#include <optional>
#include <regex>
#include <string_view>

#include "chart/files.hpp"
#include "util/error.hpp"
#include "yaml/documents.hpp"

namespace telepresence::chart {
namespace {

// Helm 4 wants a manifest to be an object. An upgrade would look that up in the cluster, so there
// it is the notes that tell.
constexpr const char* object_template = R"({{- if .Release.IsInstall }}
apiVersion: v1
kind: ConfigMap
metadata:
  name: values
data:
  values: {{ toJson .Values | quote }}
{{- end }}
)";
constexpr const char* notes_template = "{{ toJson .Values }}";

// A subchart may be packed.
bool is_about_values(const std::string& path) {
  static const std::regex wanted(
      R"((charts/[^/]+/)*((Chart|values|requirements)\.yaml|charts/[^/]+\.tgz))");
  return std::regex_match(path, wanted);
}

void write_templates(const WriteFile& write) {
  write({values_template, object_template});
  write({"templates/NOTES.txt", notes_template});
}

// Helm's words are not shown: values may be in them.
yaml::Value read_values(std::string_view json) {
  auto values = yaml::read_json(json);
  if (!values) throw Error(ErrorKind::helm, "helm did not print the values");
  return *std::move(values);
}

}  // namespace

void write_values_chart_of(const std::filesystem::path& chart, const WriteFile& write) {
  write_templates(write);
  for_each_chart_file(chart, [&](const std::string& path, const ReadText& read) {
    if (is_about_values(path)) write({path, read()});
  });
}

void write_bare_values_chart(const WriteFile& write) {
  write_templates(write);
  write({"Chart.yaml", "apiVersion: v2\nname: values\nversion: 1.0.0\n"});
}

yaml::Value values_in_manifest(const std::string& manifest) {
  constexpr std::size_t largest = 64UL << 20U;
  const auto document = yaml::parse(manifest, "helm template", largest);
  return read_values(document["data"]["values"].scalar());
}

yaml::Value values_in_notes(std::string_view notes) { return read_values(notes); }

}  // namespace telepresence::chart
