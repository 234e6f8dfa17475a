#include "kubeconfig/selection.hpp"

#include <fmt/format.h>

#include "platform/files.hpp"
#include "util/error.hpp"
#include "util/yaml.hpp"

namespace telepresence::kubeconfig {
namespace {

using yaml::Node;

struct File {
  std::filesystem::path path;
  yaml::Document document;
};

std::vector<File> read_all(const std::vector<std::filesystem::path>& paths) {
  std::vector<File> files;
  for (const auto& path : paths) {
    const auto bytes = platform::read_file_if_present(path);
    if (!bytes) continue;
    File file{path, yaml::Document::parse(*bytes, path.string())};
    const Node root = file.document.root();
    const bool empty = !root || (root.kind() == Node::Kind::scalar && root.scalar().empty());
    if (!empty && root.kind() != Node::Kind::mapping) {
      throw Error(ErrorKind::input, fmt::format("{}:{}: not a kubeconfig: expected a mapping",
                                                path.string(), root.line()));
    }
    files.push_back(std::move(file));
  }
  return files;
}

struct Found {
  const File* file = nullptr;
  Node node;
};

// The entry called `name` of the list `list` ("contexts", "clusters"), first file first.
Found find_named(const std::vector<File>& files, std::string_view list, std::string_view name) {
  for (const auto& file : files) {
    for (const auto& item : file.document.root()[list].items()) {
      if (item["name"].scalar() == name) return {&file, item};
    }
  }
  return {};
}

std::optional<std::string> text_of(const Node& node) {
  const auto text = node.scalar();
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

std::optional<std::string> manager_namespace_of(const Node& cluster) {
  for (const auto& item : cluster["extensions"].items()) {
    if (item["name"].scalar() != "telepresence.io") continue;
    const Node extension = item["extension"];
    auto name = text_of(extension["manager"]["namespace"]);
    return name ? name : text_of(extension["cluster"]["defaultManagerNamespace"]);
  }
  return std::nullopt;
}

}  // namespace

Selection select(const std::vector<std::filesystem::path>& files,
                 const std::optional<std::string>& context) {
  const auto documents = read_all(files);
  Selection selection;
  if (context) {
    selection.context = *context;
  } else {
    for (const auto& file : documents) {
      selection.context = file.document.root()["current-context"].scalar();
      if (!selection.context.empty()) break;
    }
  }
  if (selection.context.empty()) return selection;

  const Node chosen = find_named(documents, "contexts", selection.context).node["context"];
  selection.cluster = chosen["cluster"].scalar();
  selection.context_namespace = text_of(chosen["namespace"]);
  if (selection.cluster.empty()) return selection;

  const Found cluster = find_named(documents, "clusters", selection.cluster);
  selection.manager_namespace = manager_namespace_of(cluster.node["cluster"]);
  if (selection.manager_namespace) selection.manager_namespace_file = cluster.file->path;
  return selection;
}

}  // namespace telepresence::kubeconfig
