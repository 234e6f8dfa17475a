#include "release/manifest/manifest.hpp"

#include <algorithm>
#include <string_view>
#include <utility>

#include "util/text.hpp"
#include "yaml/stream.hpp"

namespace telepresence::release {
namespace {

constexpr const char* origin = "the manifest";

// Where the line "---" begins that a document has before it; npos without one. Within a document no
// line begins so.
std::size_t marker_in(std::string_view document) {
  constexpr std::string_view marker = "---";
  std::size_t at = 0;
  while (at < document.size() && !document.substr(at).starts_with(marker)) {
    at = document.find('\n', at);
    if (at == std::string_view::npos) return at;
    ++at;
  }
  return at < document.size() ? at : std::string_view::npos;
}

std::string_view without_marker(std::string_view document) {
  const auto at = marker_in(document);
  if (at == std::string_view::npos) return document;
  const auto end = document.find('\n', at);
  // What the document says may begin in that line.
  if (text::trim(document.substr(at, end - at)) != "---") return document.substr(at);
  return end == std::string_view::npos ? std::string_view() : document.substr(end + 1);
}

bool is_of_the_whole_cluster(const std::string& kind) {
  return kind.starts_with("Cluster") || kind == "MutatingWebhookConfiguration" ||
         kind == "Namespace";
}

void add_objects(std::vector<ManifestObject>& objects, const yaml::Value& content,
                 const std::string& in) {
  const std::string kind(content["kind"].scalar());
  if (kind.empty()) return;
  if (kind.ends_with("List") && content["items"]) {
    for (const auto& item : content["items"].items()) add_objects(objects, item, in);
    return;
  }
  const std::string version(content["apiVersion"].scalar());
  const auto slash = version.find('/');
  ManifestObject object;
  object.group = slash == std::string::npos ? "" : version.substr(0, slash);
  object.kind = kind;
  object.name = content["metadata"]["name"].scalar();
  object.object_namespace = content["metadata"]["namespace"].scalar();
  if (object.object_namespace.empty()) object.object_namespace = in;
  if (is_of_the_whole_cluster(kind)) object.object_namespace.clear();
  object.content = content;
  objects.push_back(std::move(object));
}

}  // namespace

std::vector<ManifestDocument> documents_of(const std::string& manifest) {
  std::vector<ManifestDocument> documents;
  for (auto& document : yaml::parse_stream(manifest, origin)) {
    documents.push_back({std::string(without_marker(document.text)), std::move(document.content)});
  }
  return documents;
}

std::vector<ManifestObject> objects_of(const std::string& manifest, const std::string& in) {
  std::vector<ManifestObject> objects;
  for (const auto& document : yaml::parse_stream(manifest, origin)) {
    add_objects(objects, document.content, in);
  }
  return objects;
}

const yaml::Value& content_in(const std::vector<ManifestObject>& objects,
                              const ManifestObject& of) {
  const auto found =
      std::ranges::find_if(objects, [&](const ManifestObject& one) { return one.is_same_as(of); });
  static const yaml::Value none;
  return found == objects.end() ? none : found->content;
}

}  // namespace telepresence::release
