#include "kubeconfig/edit.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "kubeconfig/path_to_extension.hpp"
#include "util/error.hpp"
#include "yaml/edit.hpp"
#include "yaml/words.hpp"

namespace telepresence::kubeconfig {
namespace {

using yaml::Node;
using yaml::Splice;
using yaml::Value;

// A key of a mapping with its value, or an item of a sequence; not there when `value` is none.
struct Place {
  std::size_t index = 0;
  Node key;
  Node value;

  explicit operator bool() const { return static_cast<bool>(value); }
};

// The way to the namespace, as far as it is there.
struct Way {
  Node cluster;      // the mapping
  Place extensions;  // in `cluster`
  Place item;        // in `extensions`
  Place extension;   // in `item`
  Place holder;      // in `extension`: "manager" or "cluster"
  Place name;        // in `holder`
  Form form = Form::manager;
  yaml::Layout layout;
};

[[noreturn]] void fail_unproved(const std::string& origin, const std::string& cluster) {
  throw Error(ErrorKind::input,
              fmt::format("{}: cluster {}: it is written in a way that cannot be edited safely",
                          origin, cluster),
              "Nothing was changed. Edit it by hand.");
}

// Works on a part of the file, see File::Excerpt, and gives that part's new text.
class Editor {
 public:
  Editor(const File& file, const std::string& cluster, const File::Excerpt& excerpt)
      : origin_(file.origin()),
        cluster_(cluster),
        document_(yaml::Document::parse(excerpt.text, origin_, excerpt.first_line)),
        way_(find_way()) {}

  std::string set(const std::string& manager_namespace) const {
    const auto& now = way_.name.value;
    const bool reads_as_text = !now.is_plain() || yaml::reads_as_text(manager_namespace);
    if (now.scalar() == manager_namespace && reads_as_text) return unchanged();
    const auto splice = splice_for(manager_namespace);
    auto result = splice.apply(document_.text());
    // A null or the old name is all that may go.
    prove(result, manager_namespace, 1);
    return result;
  }

  std::string unset() const {
    if (!way_.name) return unchanged();
    const auto [splice, steps] = removal();
    auto result = splice.apply(document_.text());
    prove(result, std::nullopt, steps);
    return result;
  }

  std::string migrate(Form form) const {
    if (!way_.name || way_.name.value.scalar().empty() || way_.form == form) return unchanged();
    const auto from = keys_of(way_.form);
    const auto to = keys_of(form);
    if (way_.holder.value.entries().size() > 1) {
      fail(way_.holder.key, fmt::format("'{}' has more keys than {}, which have no place in '{}'",
                                        from.holder, from.name, to.holder));
    }
    if (find_entry(way_.extension.value, to.holder)) {
      fail(way_.holder.key, fmt::format("the extension has '{}' and '{}'", from.holder, to.holder));
    }
    // The later one first, so that the place of the earlier one stays.
    const auto name = yaml::replace_text(document_, way_.name.key, to.name, way_.layout);
    const auto holder = yaml::replace_text(document_, way_.holder.key, to.holder, way_.layout);
    auto result = holder.apply(name.apply(document_.text()));
    constexpr std::size_t from_key_to_key = 3;
    prove(result, std::string(way_.name.value.scalar()), from_key_to_key);
    return result;
  }

 private:
  std::string unchanged() const { return std::string(document_.text()); }

  [[noreturn]] void fail(const Node& node, const std::string& problem,
                         const std::string& hint = {}) const {
    throw Error(ErrorKind::input,
                fmt::format("{}:{}: cluster {}: {}", origin_, node.line(), cluster_, problem),
                hint.empty() ? "Nothing was changed. Edit it by hand." : hint);
  }

  // -- Finding the way ---------------------------------------------------------------------

  // Editing it must not change anything else.
  void check_own(const Place& place) const {
    if (place.value.is_alias() || place.value.is_shared()) {
      fail(place.value, "it shares this with something else by an anchor and an alias");
    }
  }

  Place find_entry(const Node& mapping, std::string_view key) const {
    Place found;
    const auto entries = mapping.entries();
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].first.scalar() != key) continue;
      if (found) fail(entries[i].first, fmt::format("'{}' is there twice", key));
      found = {i, entries[i].first, entries[i].second};
    }
    if (!found && mapping[key]) {
      fail(mapping, fmt::format("'{}' comes from another place by a merge (<<)", key));
    }
    if (found) check_own(found);
    return found;
  }

  void expect(const Place& place, Node::Kind kind, const char* what) const {
    if (place && !place.value.is_null() && place.value.kind() != kind) {
      fail(place.value, fmt::format("'{}' is no {}", place.key.scalar(), what));
    }
  }

  Way find_way() const {
    const auto root = document_.root();
    const auto clusters = find_entry(root, "clusters");
    expect(clusters, Node::Kind::sequence, "list");
    Node item;
    for (const auto& candidate : clusters.value.items()) {
      if (candidate["name"].scalar() != cluster_) continue;
      if (item) fail(candidate, "a second one of that name");
      item = candidate;
    }
    if (!item) {
      throw Error(ErrorKind::not_found,
                  fmt::format("{}: there is no cluster {} in it", origin_, cluster_));
    }
    check_own({0, {}, item});
    const auto cluster = find_entry(item, "cluster");
    if (cluster.value.kind() != Node::Kind::mapping) fail(item, "it has no mapping 'cluster'");

    Way way;
    way.cluster = cluster.value;
    way.layout = layout_of(root, clusters, item, cluster);
    way.extensions = find_entry(way.cluster, "extensions");
    expect(way.extensions, Node::Kind::sequence, "list");
    way.item = find_item(way.extensions);
    if (way.item) {
      way.extension = find_entry(way.item.value, "extension");
      expect(way.extension, Node::Kind::mapping, "mapping");
    }
    if (way.extension) find_holder(way);
    return way;
  }

  Place find_item(const Place& extensions) const {
    Place found;
    const auto items = extensions.value.items();
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (items[i]["name"].scalar() != extension_name) continue;
      if (found) fail(items[i], fmt::format("a second extension called {}", extension_name));
      found = {i, {}, items[i]};
    }
    if (found) check_own(found);
    return found;
  }

  // The form that has a namespace, else the one whose mapping is there, else the old one.
  void find_holder(Way& way) const {
    const auto look_up = [&](Form form) {
      way.form = form;
      way.holder = find_entry(way.extension.value, keys_of(form).holder);
      expect(way.holder, Node::Kind::mapping, "mapping");
      way.name = way.holder ? find_entry(way.holder.value, keys_of(form).name) : Place{};
      expect(way.name, Node::Kind::scalar, "text");
      return static_cast<bool>(way.name);
    };
    const bool newer = look_up(Form::cluster);
    const bool newer_holder = static_cast<bool>(way.holder);
    const bool older = look_up(Form::manager);
    if (newer && older) {
      fail(way.name.key, "the extension names a namespace by 'manager' and by 'cluster'",
           "Take one of the two out by hand: clients must not find both.");
    }
    if (newer || (newer_holder && !older && !way.holder)) look_up(Form::cluster);
  }

  yaml::Layout layout_of(const Node& root, const Place& clusters, const Node& item,
                         const Place& cluster) const {
    constexpr std::size_t most = 12;
    const auto text = document_.text();
    yaml::Layout layout;
    const auto keys = root.entries();
    layout.json = root.is_flow() && !keys.empty() && !keys.front().first.is_plain();
    if (clusters.value.is_flow() || item.is_flow()) return layout;
    const auto difference = [&](std::size_t from, std::size_t to, std::size_t otherwise) {
      return to >= from && to - from <= most ? to - from : otherwise;
    };
    const auto key = yaml::column_of(text, clusters.key.begin_byte());
    const auto dash = yaml::column_of(text, yaml::dash_before(text, clusters.value, item));
    const auto content = yaml::column_of(text, item.entries().front().first.begin_byte());
    layout.list_offset = difference(key, dash, layout.list_offset);
    layout.item_offset = std::max<std::size_t>(difference(dash, content, layout.item_offset), 2);
    if (cluster.value.is_flow() || cluster.value.entries().empty()) return layout;
    const auto inner = yaml::column_of(text, cluster.value.entries().front().first.begin_byte());
    layout.step = std::max<std::size_t>(difference(content, inner, layout.step), 1);
    return layout;
  }

  // -- What to change ----------------------------------------------------------------------

  static Value mapping_value(const std::string& key, Value value) {
    return Value::map({{Value::text(key), std::move(value)}});
  }

  // What is missing below each part of the way.
  Value holder_value(const std::string& name) const {
    return mapping_value(keys_of(way_.form).name, Value::text(name));
  }
  Value extension_value(const std::string& name) const {
    return mapping_value(keys_of(way_.form).holder, holder_value(name));
  }
  Value item_value(const std::string& name) const {
    return Value::map({{Value::text("name"), Value::text(extension_name)},
                       {Value::text("extension"), extension_value(name)}});
  }
  Value extensions_value(const std::string& name) const { return Value::list({item_value(name)}); }

  // `content` into `place` of `parent`: a new entry, in place of null, or into what is empty.
  // Nothing when `place` has something in it already.
  std::optional<Splice> fill(const Node& parent, const Place& place, const std::string& key,
                             const Value& content) const {
    if (!place) {
      if (parent.entries().empty()) {
        return yaml::fill_empty(document_, parent, mapping_value(key, content), way_.layout);
      }
      return yaml::insert_entry(document_, parent, key, content, way_.layout);
    }
    if (place.value.is_null()) {
      return yaml::fill_null(document_, parent, place.index, content, way_.layout);
    }
    if (place.value.entries().empty() && place.value.items().empty() &&
        place.value.kind() != Node::Kind::scalar) {
      return yaml::fill_empty(document_, place.value, content, way_.layout);
    }
    return std::nullopt;
  }

  Splice splice_for(const std::string& name) const {
    const auto& way = way_;
    if (auto splice = fill(way.cluster, way.extensions, "extensions", extensions_value(name))) {
      return *splice;
    }
    if (!way.item) {
      return yaml::append_item(document_, way.extensions.value, item_value(name), way.layout);
    }
    if (auto splice = fill(way.item.value, way.extension, "extension", extension_value(name))) {
      return *splice;
    }
    if (auto splice =
            fill(way.extension.value, way.holder, keys_of(way.form).holder, holder_value(name))) {
      return *splice;
    }
    if (auto splice = fill(way.holder.value, way.name, keys_of(way.form).name, Value::text(name))) {
      return *splice;
    }
    return yaml::replace_text(document_, way.name.value, name, way.layout);
  }

  // Whether taking `place`'s only entry away leaves something that was there before it.
  bool was_there(const Node& parent, const Place& place) const {
    if (!place.value.is_flow()) return false;
    const auto before = yaml::before_filling(document_, place.value);
    return before != yaml::Before::nothing || yaml::was_value(document_, parent, place.value);
  }

  struct Removal {
    Splice splice;
    std::size_t steps = 0;  // of a walk through the document, which go
  };

  Removal removal() const {
    const auto& way = way_;
    if (way.holder.value.entries().size() > 1) return without(way.holder.value, way.name);
    if (was_there(way.extension.value, way.holder)) return emptied(way.holder);
    if (way.extension.value.entries().size() > 1) return without(way.extension.value, way.holder);
    if (was_there(way.item.value, way.extension)) return emptied(way.extension);
    constexpr std::size_t name_and_extension = 2;
    if (way.item.value.entries().size() > name_and_extension) {
      return without(way.item.value, way.extension);
    }
    if (way.extensions.value.items().size() > 1) {
      return {yaml::remove_item(document_, way.extensions.value, way.item.index),
              steps_of(way.item.value)};
    }
    if (was_there(way.cluster, way.extensions)) return emptied(way.extensions);
    if (way.cluster.entries().size() > 1) return without(way.cluster, way.extensions);
    // The cluster has nothing else.
    if (way.cluster.is_flow() &&
        yaml::before_filling(document_, way.cluster) == yaml::Before::empty) {
      return emptied({0, {}, way.cluster});
    }
    return {yaml::remove_entry(document_, way.cluster, way.extensions.index),
            steps_of(way.cluster)};
  }

  Removal without(const Node& mapping, const Place& place) const {
    return {yaml::remove_entry(document_, mapping, place.index), 1 + steps_of(place.value)};
  }

  Removal emptied(const Place& place) const {
    return {yaml::undo_filling(document_, place.key, place.value), steps_of(place.value)};
  }

  static std::size_t steps_of(const Node& node) { return node.steps().size(); }

  // -- The proof ---------------------------------------------------------------------------

  // Reads the result again: it has the namespace (or none), and is in all else what it was:
  // the same nodes in the same order but for one run of them, of which at most
  // `most_removed` were there before.
  void prove(const std::string& result, const std::optional<std::string>& expected,
             std::size_t most_removed) const {
    const auto read_again = read_result(result);
    if (read_again.comments() != document_.comments()) {
      fail(way_.name ? way_.name.value : way_.cluster,
           "a comment in its telepresence.io extension would be lost");
    }
    const auto before = document_.root().steps();
    const auto after = read_again.root().steps();
    const auto shorter = std::min(before.size(), after.size());
    std::size_t same_first = 0;
    while (same_first < shorter && before[same_first] == after[same_first]) ++same_first;
    std::size_t same_last = 0;
    while (same_last < shorter - same_first &&
           before[before.size() - 1 - same_last] == after[after.size() - 1 - same_last]) {
      ++same_last;
    }
    // The whole extension, from its key on.
    constexpr std::size_t most_added = 15;
    const auto removed = before.size() - same_first - same_last;
    const auto added = after.size() - same_first - same_last;
    if (removed <= most_removed && added <= most_added && namespace_in(read_again) == expected)
      return;
    fail_unproved(origin_, cluster_);
  }

  yaml::Document read_result(const std::string& result) const {
    try {
      return yaml::Document::parse(result, origin_);
    } catch (const Error&) {
      // It is not the file that is broken.
      fail_unproved(origin_, cluster_);
    }
  }

  std::optional<std::string> namespace_in(const yaml::Document& result) const {
    for (const auto& item : result.root()["clusters"].items()) {
      if (item["name"].scalar() == cluster_) return namespace_of(item);
    }
    return std::nullopt;
  }

  std::optional<std::string> namespace_of(const Node& list_item) const {
    const auto name = read_manager_namespace(list_item["cluster"], origin_);
    return name ? std::optional(name->name) : std::nullopt;
  }

  const std::string& origin_;
  const std::string& cluster_;
  yaml::Document document_;
  Way way_;
};

// Lets `edit` make a new text of the part of the file where the cluster is.
template <typename Edit>
std::string edit_excerpt(const File& file, const std::string& cluster, const Edit& edit) {
  const auto excerpt = file.excerpt(cluster);
  const auto edited = edit(Editor(file, cluster, excerpt));
  const auto& text = file.text();
  // What follows must begin its line still, as it did when all was read.
  const bool whole_lines = excerpt.end == text.size() || edited.ends_with('\n');
  if (edited.compare(0, excerpt.head, excerpt.text, 0, excerpt.head) != 0 || !whole_lines) {
    fail_unproved(file.origin(), cluster);
  }
  std::string result;
  result.reserve(text.size() + edited.size());
  result.append(text, 0, excerpt.begin);
  result.append(edited, excerpt.head);
  return result.append(text, excerpt.end);
}

}  // namespace

std::string set_manager_namespace(const File& file, const std::string& cluster,
                                  const std::string& manager_namespace) {
  return edit_excerpt(file, cluster,
                      [&](const Editor& editor) { return editor.set(manager_namespace); });
}

std::optional<ManagerNamespace> manager_namespace_in(const File& file, const std::string& cluster) {
  for (std::size_t i = 0; i < file.size(List::clusters); ++i) {
    if (file.name(List::clusters, i) != cluster) continue;
    const auto item = file.item(List::clusters, i);
    return read_manager_namespace(item.node["cluster"], file.origin());
  }
  return std::nullopt;
}

std::string unset_manager_namespace(const File& file, const std::string& cluster) {
  return edit_excerpt(file, cluster, [](const Editor& editor) { return editor.unset(); });
}

std::string migrate_manager_namespace(const File& file, const std::string& cluster, Form form) {
  return edit_excerpt(file, cluster, [&](const Editor& editor) { return editor.migrate(form); });
}

}  // namespace telepresence::kubeconfig
