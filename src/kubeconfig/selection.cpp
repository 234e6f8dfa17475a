#include "kubeconfig/selection.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <map>
#include <thread>
#include <unordered_map>
#include <utility>

#include "kubeconfig/in_place.hpp"
#include "kubeconfig/lock.hpp"
#include "platform/files.hpp"
#include "platform/interrupt.hpp"
#include "util/error.hpp"

namespace telepresence::kubeconfig {
namespace {

using Files = std::vector<std::shared_ptr<const File>>;

struct Found {
  std::shared_ptr<const File> file;
  std::size_t index = 0;
};

// The first item of that name in any file; its file is null when there is none.
using LookUp = std::function<Found(List list, std::string_view name)>;

Files read(const std::vector<std::filesystem::path>& paths) {
  Files files;
  for (const auto& path : paths) {
    auto text = platform::read_file_if_present(path, largest_kubeconfig);
    if (!text) continue;
    try {
      files.push_back(std::make_shared<const File>(*std::move(text), path.string()));
    } catch (const Error&) {
      check_not_cut_off(path);
      throw;
    }
  }
  return files;
}

std::string current_of(const Files& files) {
  for (const auto& file : files) {
    if (!file->current_context().empty()) return std::string(file->current_context());
  }
  return {};
}

std::optional<std::string> text_of(const yaml::Node& node) {
  const auto text = node.scalar();
  return text.empty() ? std::nullopt : std::optional<std::string>(text);
}

// What a cluster's definition says.
struct Definition {
  std::string server;
  std::optional<ManagerNamespace> manager_namespace;
};

Definition read_definition(const Found& cluster) {
  const auto item = cluster.file->item(List::clusters, cluster.index);
  const auto fields = item.node["cluster"];
  return {std::string(fields["server"].scalar()),
          read_manager_namespace(fields, cluster.file->origin())};
}

// Many contexts may have one cluster, whose definition may be long.
using Definitions = std::map<std::pair<const File*, std::size_t>, Definition>;

Selection select_one(std::string_view context, const LookUp& look_up, Definitions& definitions) {
  Selection selection;
  selection.context = context;
  const auto chosen = look_up(List::contexts, context);
  if (!chosen.file) return selection;
  const auto item = chosen.file->item(List::contexts, chosen.index);
  const auto body = item.node["context"];
  selection.cluster = body["cluster"].scalar();
  selection.context_namespace = text_of(body["namespace"]);
  if (selection.cluster.empty()) return selection;
  const auto cluster = look_up(List::clusters, selection.cluster);
  if (!cluster.file) return selection;
  selection.cluster_file = cluster.file->origin();
  selection.source = cluster.file;
  const auto [found, is_new] = definitions.try_emplace({cluster.file.get(), cluster.index});
  if (is_new) found->second = read_definition(cluster);
  selection.server = found->second.server;
  selection.manager_namespace = found->second.manager_namespace;
  return selection;
}

Found first_in(const Files& files, List list, std::string_view name) {
  for (const auto& file : files) {
    for (std::size_t i = 0; i < file->size(list); ++i) {
      if (file->name(list, i) == name) return {file, i};
    }
  }
  return {};
}

// Every name of a list with its first place.
using Index = std::unordered_map<std::string_view, Found>;

Index index_of(const Files& files, List list, std::vector<std::string_view>& names) {
  Index index;
  for (const auto& file : files) {
    for (std::size_t i = 0; i < file->size(list); ++i) {
      const auto name = file->name(list, i);
      if (index.emplace(name, Found{file, i}).second) names.push_back(name);
    }
  }
  return index;
}

Selection select_now(const std::vector<std::filesystem::path>& paths,
                     const std::optional<std::string>& context) {
  const auto files = read(paths);
  const auto name = context.value_or(current_of(files));
  Selection selection;
  if (!name.empty()) {
    Definitions definitions;
    selection = select_one(
        name, [&](List list, std::string_view wanted) { return first_in(files, list, wanted); },
        definitions);
  }
  selection.has_files = !files.empty();
  return selection;
}

bool is_locked(const std::vector<std::filesystem::path>& paths) {
  return std::ranges::any_of(paths, [](const auto& path) {
    std::error_code error;
    return std::filesystem::exists(lock_of(path), error);
  });
}

}  // namespace

// kubectl empties a file before it writes it anew, under its lock: what is not found in it then may
// be there soon.
Selection select(const std::vector<std::filesystem::path>& files,
                 const std::optional<std::string>& context) {
  constexpr std::chrono::milliseconds pause(20);
  constexpr int most_reads = 100;
  bool was_locked = true;
  for (int reads = 1;; ++reads) {
    const bool is_last = !was_locked || reads == most_reads || platform::interrupted();
    try {
      auto selection = select_now(files, context);
      if (is_last || !selection.cluster_file.empty()) return selection;
    } catch (const Error&) {
      if (is_last) throw;
    }
    was_locked = is_locked(files);
    if (was_locked) std::this_thread::sleep_for(pause);
  }
}

AllContexts select_all(const std::vector<std::filesystem::path>& files) {
  const auto read_files = read(files);
  std::vector<std::string_view> context_names;
  std::vector<std::string_view> cluster_names;
  const auto contexts = index_of(read_files, List::contexts, context_names);
  const auto clusters = index_of(read_files, List::clusters, cluster_names);
  const auto look_up = [&](List list, std::string_view name) {
    const auto& index = list == List::contexts ? contexts : clusters;
    const auto found = index.find(name);
    return found == index.end() ? Found{} : found->second;
  };
  AllContexts all{!read_files.empty(), current_of(read_files), {}};
  Definitions definitions;
  for (const auto name : context_names) {
    if (platform::interrupted()) throw Error(ErrorKind::interrupted, "interrupted");
    all.contexts.push_back(select_one(name, look_up, definitions));
  }
  return all;
}

}  // namespace telepresence::kubeconfig
