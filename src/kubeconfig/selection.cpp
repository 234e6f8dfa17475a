#include "kubeconfig/selection.hpp"

#include <fmt/format.h>

#include <string_view>
#include <unordered_map>

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

struct Found {
  const File* file = nullptr;
  Node node;
};

std::optional<std::string> text_of(const Node& node) {
  const auto text = node.scalar();
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

// Files, read and merged.
class Configuration {
 public:
  explicit Configuration(const std::vector<std::filesystem::path>& paths) {
    for (const auto& path : paths) read(path);
    // After the last one was read: they move in memory before.
    for (const auto& file : files_) {
      add_named(file, "contexts", contexts_, &names_);
      add_named(file, "clusters", clusters_, nullptr);
      if (current_.empty()) current_ = file.document.root()["current-context"].scalar();
    }
  }

  const std::string& current() const { return current_; }
  const std::vector<std::string_view>& names() const { return names_; }

  Selection select(std::string_view context) const {
    Selection selection;
    selection.context = context;
    const auto chosen = contexts_.find(context);
    if (chosen == contexts_.end()) return selection;
    const Node body = chosen->second.node["context"];
    selection.cluster = body["cluster"].scalar();
    selection.context_namespace = text_of(body["namespace"]);
    const auto cluster = clusters_.find(selection.cluster);
    if (selection.cluster.empty() || cluster == clusters_.end()) return selection;
    selection.cluster_file = cluster->second.file->path;
    selection.manager_namespace =
        read_manager_namespace(cluster->second.node["cluster"], selection.cluster_file.string());
    return selection;
  }

 private:
  using Named = std::unordered_map<std::string_view, Found>;

  void read(const std::filesystem::path& path) {
    const auto bytes = platform::read_file_if_present(path);
    if (!bytes) return;
    File file{path, yaml::Document::parse(*bytes, path.string())};
    const Node root = file.document.root();
    const bool empty = !root || root.is_null();
    if (!empty && root.kind() != Node::Kind::mapping) {
      throw Error(ErrorKind::input, fmt::format("{}:{}: not a kubeconfig: expected a mapping",
                                                path.string(), root.line()));
    }
    files_.push_back(std::move(file));
  }

  // The first of a name wins.
  static void add_named(const File& file, std::string_view list, Named& named,
                        std::vector<std::string_view>* names) {
    for (const auto& item : file.document.root()[list].items()) {
      const auto name = item["name"].scalar();
      const bool added = named.emplace(name, Found{&file, item}).second;
      if (added && names != nullptr) names->push_back(name);
    }
  }

  std::vector<File> files_;
  Named contexts_;
  Named clusters_;
  std::vector<std::string_view> names_;
  std::string current_;
};

}  // namespace

Selection select(const std::vector<std::filesystem::path>& files,
                 const std::optional<std::string>& context) {
  const Configuration configuration(files);
  const auto name = context.value_or(configuration.current());
  return name.empty() ? Selection{} : configuration.select(name);
}

AllContexts select_all(const std::vector<std::filesystem::path>& files) {
  const Configuration configuration(files);
  AllContexts all{configuration.current(), {}};
  for (const auto name : configuration.names()) {
    all.contexts.push_back(configuration.select(name));
  }
  return all;
}

}  // namespace telepresence::kubeconfig
