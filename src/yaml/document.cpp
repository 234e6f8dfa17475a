// yaml::Document: a tree built from libyaml's events, 32 bytes a node, so that a kubeconfig of
// 10,000 clusters takes some megabytes.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "util/error.hpp"
#include "yaml/document.hpp"
#include "yaml/events.hpp"
#include "yaml/words.hpp"

namespace telepresence::yaml {

struct Tree {
  enum class Kind : std::uint8_t { scalar, sequence, mapping, alias };

  // Offsets of bytes. Children are chained: of a mapping key, value, key, value, …
  struct Entry {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint32_t line = 0;
    std::uint32_t first_child = 0;  // 0: none
    std::uint32_t next = 0;         // 0: none
    std::uint32_t value = 0;        // of a scalar: where its text is; of an alias: the node
    std::uint32_t value_size = 0;
    Kind kind = Kind::scalar;
    bool flow : 1 = false;
    bool plain : 1 = false;
    bool block_scalar : 1 = false;
    bool shared : 1 = false;
    bool decoded : 1 = false;  // its text is in `decoded`, not in `text`
  };

  std::string origin;  // for errors
  std::string text;
  std::string decoded;  // scalars that do not read as they are written
  std::vector<Entry> nodes = std::vector<Entry>(1);
  mutable std::uint64_t steps = 0;  // of all searches for a key

  std::string_view scalar(const Entry& entry) const {
    return std::string_view(entry.decoded ? decoded : text).substr(entry.value, entry.value_size);
  }
};

namespace {

// A kubeconfig of 10,000 clusters has half of them.
constexpr std::uint32_t most_nodes = 600000;

// Reads the first document of a text into a tree.
class Builder {
 public:
  Builder(Tree& tree, const std::string& origin, std::size_t first_line)
      : tree_(tree), events_(tree.text, origin, first_line) {}

  void build() {
    while (take(events_.next())) {
    }
  }

 private:
  // False at the end of the first document, or of a stream without one.
  bool take(const Event& event) {
    switch (event.kind) {
      case Event::Kind::scalar:
        add_scalar(event);
        return true;
      case Event::Kind::alias:
        add_alias(event);
        return true;
      case Event::Kind::sequence:
        open(event, Tree::Kind::sequence);
        return true;
      case Event::Kind::mapping:
        open(event, Tree::Kind::mapping);
        return true;
      case Event::Kind::collection_end:
        close(event);
        return true;
      case Event::Kind::document_end:
      case Event::Kind::stream_end:
        return false;
    }
    return false;
  }

  std::string_view written(const Event& event) const {
    return std::string_view(tree_.text).substr(event.begin, event.end - event.begin);
  }

  // The new node's index.
  std::uint32_t add(const Event& event, Tree::Kind kind) {
    Tree::Entry entry;
    entry.kind = kind;
    entry.begin = static_cast<std::uint32_t>(event.begin);
    entry.end = static_cast<std::uint32_t>(event.end);
    entry.line = static_cast<std::uint32_t>(event.line);
    const auto index = static_cast<std::uint32_t>(tree_.nodes.size());
    if (index > most_nodes) {
      events_.fail(event.line, fmt::format("more than {} values", most_nodes));
    }
    tree_.nodes.push_back(entry);
    if (!open_.empty()) {
      auto& [parent, last] = open_.back();
      (last == 0 ? tree_.nodes[parent].first_child : tree_.nodes[last].next) = index;
      last = index;
    }
    if (!event.anchor.empty()) add_anchor(event, index);
    return index;
  }

  void add_anchor(const Event& event, std::uint32_t index) {
    constexpr std::size_t most_anchors = 10000;
    anchors_[std::string(event.anchor)] = index;
    if (anchors_.size() > most_anchors) {
      events_.fail(event.line, fmt::format("more than {} anchors", most_anchors));
    }
  }

  void add_scalar(const Event& event) {
    set_text(tree_.nodes[add(event, Tree::Kind::scalar)], event);
  }

  void add_alias(const Event& event) {
    const auto found = anchors_.find(event.text);
    // Its name is not told: a password may begin with an asterisk.
    if (found == anchors_.end()) events_.fail(event.line, "there is no such anchor");
    const auto inside = std::ranges::any_of(
        open_, [&](const auto& collection) { return collection.first == found->second; });
    if (inside) events_.fail(event.line, "an anchor contains itself");
    tree_.nodes[found->second].shared = true;
    const auto index = add(event, Tree::Kind::alias);
    tree_.nodes[index].value = found->second;
  }

  void open(const Event& event, Tree::Kind kind) {
    const auto index = add(event, kind);
    tree_.nodes[index].flow = event.flow;
    open_.emplace_back(index, 0);
  }

  void close(const Event& event) {
    const auto [index, last] = open_.back();
    open_.pop_back();
    auto& entry = tree_.nodes[index];
    // A block has no end of its own.
    entry.end = entry.flow || last == 0 ? static_cast<std::uint32_t>(event.end)
                                        : std::max(entry.end, tree_.nodes[last].end);
  }

  void set_text(Tree::Entry& entry, const Event& event) {
    entry.plain = event.plain;
    entry.block_scalar = event.block_scalar;
    entry.value_size = static_cast<std::uint32_t>(event.text.size());
    const auto bytes = written(event);
    // As it stands, or between quotes.
    for (const std::size_t skipped : {0U, 1U}) {
      if (bytes.size() >= skipped + event.text.size() &&
          bytes.substr(skipped, event.text.size()) == event.text) {
        entry.value = entry.begin + static_cast<std::uint32_t>(skipped);
        return;
      }
    }
    entry.decoded = true;
    entry.value = static_cast<std::uint32_t>(tree_.decoded.size());
    tree_.decoded += event.text;
  }

  Tree& tree_;
  Events events_;
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open_;  // collection, last child
  std::map<std::string, std::uint32_t, std::less<>> anchors_;
};

// Anchor and tag of the collection at `begin`; its brackets or its first key follow.
std::string_view properties_at(std::string_view text, std::size_t begin) {
  const auto rest = text.substr(begin);
  if (!rest.starts_with('&') && !rest.starts_with('!')) return {};
  return rest.substr(0, rest.find_first_of("\r\n{["));
}

void walk(const Tree& tree, std::uint32_t index, std::vector<Step>& steps) {
  const auto& entry = tree.nodes[index];
  const std::string_view text = tree.text;
  if (entry.kind == Tree::Kind::scalar || entry.kind == Tree::Kind::alias) {
    // With its quotes, anchor and tag.
    steps.push_back({entry.kind == Tree::Kind::scalar ? 's' : '*',
                     text.substr(entry.begin, entry.end - entry.begin)});
    return;
  }
  const bool sequence = entry.kind == Tree::Kind::sequence;
  steps.push_back({sequence ? '[' : '{', properties_at(text, entry.begin)});
  for (auto child = entry.first_child; child != 0; child = tree.nodes[child].next) {
    walk(tree, child, steps);
  }
  steps.push_back({sequence ? ']' : '}', {}});
}

std::uint32_t follow(const Tree& tree, std::uint32_t index) {
  const auto& entry = tree.nodes[index];
  return entry.kind == Tree::Kind::alias ? entry.value : index;
}

// Looks for the value of a key, in a mapping and in those that it merges ("<<"); the last one wins,
// as in client-go's YAML package.
class Search {
 public:
  Search(const Tree& tree, std::string_view key) : tree_(tree), key_(key) {}

  // The index of the value, 0 for none. `levels`: mappings that are searched for others' sake.
  std::uint32_t in(std::uint32_t index, std::size_t levels = 0) {
    const auto mapping = follow(tree_, index);
    count_step(mapping);
    if (tree_.nodes[mapping].kind != Tree::Kind::mapping) return 0;
    if (levels > most_levels) {
      throw Error(ErrorKind::input,
                  fmt::format("{}:{}: a mapping that merges (<<) through more than {} others",
                              tree_.origin, tree_.nodes[mapping].line, most_levels));
    }
    std::uint32_t found = 0;
    bool merges = false;
    for (auto name = tree_.nodes[mapping].first_child; name != 0; name = next_key(name)) {
      count_step(mapping);
      const auto value = tree_.nodes[name].next;
      if (reads(name, key_)) found = value;
      if (!is_merge(name)) continue;
      // Aliases can make of few lines more ways through them than anyone has time for.
      if (!merges && !searched_.insert(mapping).second) return found;
      merges = true;
      if (const auto merged = in_merged(value, levels + 1); merged != 0) found = merged;
    }
    return found;
  }

 private:
  // Of all searches of a document together: a small file can ask for more than anyone has time for.
  void count_step(std::uint32_t mapping) const {
    constexpr std::uint64_t most_steps = 100'000'000;
    if (++tree_.steps <= most_steps) return;
    throw Error(ErrorKind::input,
                fmt::format("{}:{}: its merges (<<) and aliases take too long to follow",
                            tree_.origin, tree_.nodes[mapping].line));
  }

  bool reads(std::uint32_t name, std::string_view text) const {
    const auto& entry = tree_.nodes[follow(tree_, name)];
    return entry.kind == Tree::Kind::scalar && tree_.scalar(entry) == text;
  }

  bool is_merge(std::uint32_t name) const {
    return reads(name, "<<") && tree_.nodes[follow(tree_, name)].plain;
  }

  std::uint32_t next_key(std::uint32_t name) const {
    return tree_.nodes[tree_.nodes[name].next].next;
  }

  std::uint32_t in_merged(std::uint32_t value, std::size_t levels) {
    const auto& source = tree_.nodes[follow(tree_, value)];
    if (source.kind != Tree::Kind::sequence) return in(value, levels);
    for (auto item = source.first_child; item != 0; item = tree_.nodes[item].next) {
      if (const auto found = in(item, levels); found != 0) return found;
    }
    return 0;
  }

  static constexpr std::size_t most_levels = 2000;  // each is a call within the other
  const Tree& tree_;
  std::string_view key_;
  std::set<std::uint32_t> searched_;  // without success
};

}  // namespace

std::uint32_t Node::target() const { return follow(*tree_, index_); }

Node::Kind Node::kind() const {
  if (tree_ == nullptr || index_ == 0) return Kind::none;
  switch (tree_->nodes[target()].kind) {
    case Tree::Kind::scalar:
      return Kind::scalar;
    case Tree::Kind::sequence:
      return Kind::sequence;
    case Tree::Kind::mapping:
      return Kind::mapping;
    case Tree::Kind::alias:
      break;
  }
  return Kind::none;
}

std::string_view Node::scalar() const {
  if (kind() != Kind::scalar || is_null()) return {};
  return tree_->scalar(tree_->nodes[target()]);
}

bool Node::is_null() const {
  if (kind() != Kind::scalar) return false;
  const auto& entry = tree_->nodes[target()];
  return entry.plain && is_null_word(tree_->scalar(entry));
}

Node Node::operator[](std::string_view key) const {
  if (kind() != Kind::mapping) return {};
  return {tree_, Search(*tree_, key).in(index_)};
}

std::vector<Node> Node::items() const {
  std::vector<Node> nodes;
  if (kind() != Kind::sequence) return nodes;
  for (auto item = tree_->nodes[target()].first_child; item != 0; item = tree_->nodes[item].next) {
    nodes.push_back({tree_, item});
  }
  return nodes;
}

std::vector<std::pair<Node, Node>> Node::entries() const {
  std::vector<std::pair<Node, Node>> pairs;
  if (kind() != Kind::mapping) return pairs;
  for (auto key = tree_->nodes[target()].first_child; key != 0;) {
    const auto value = tree_->nodes[key].next;
    pairs.emplace_back(Node{tree_, key}, Node{tree_, value});
    key = tree_->nodes[value].next;
  }
  return pairs;
}

std::size_t Node::line() const { return *this ? tree_->nodes[index_].line : 0; }
std::size_t Node::begin_byte() const { return *this ? tree_->nodes[index_].begin : 0; }
std::size_t Node::end_byte() const { return *this ? tree_->nodes[index_].end : 0; }
bool Node::is_alias() const { return *this && tree_->nodes[index_].kind == Tree::Kind::alias; }
bool Node::is_shared() const { return *this && tree_->nodes[index_].shared; }
bool Node::is_flow() const { return *this && tree_->nodes[target()].flow; }
bool Node::is_plain() const { return *this && tree_->nodes[target()].plain; }
bool Node::is_block_scalar() const { return *this && tree_->nodes[target()].block_scalar; }

Document Document::parse(std::string_view text, const std::string& origin, std::size_t first_line) {
  constexpr std::size_t largest = 1UL << 30U;
  if (text.size() > largest) {
    throw Error(ErrorKind::input, fmt::format("{}: larger than 1 GiB", origin));
  }
  auto tree = std::make_shared<Tree>();
  tree->origin = origin;
  tree->text = text;
  // More than there will be: memory that is not touched costs nothing, growing does.
  constexpr std::size_t bytes_a_node = 8;
  tree->nodes.reserve(text.size() / bytes_a_node + 2);
  Builder(*tree, origin, first_line).build();
  return Document(std::move(tree));
}

std::vector<Step> Node::steps() const {
  std::vector<Step> steps;
  if (*this) walk(*tree_, index_, steps);
  return steps;
}

Node Document::root() const {
  // The first node; the one before it stands for none.
  return {tree_.get(), tree_->nodes.size() > 1 ? 1U : 0U};
}

std::vector<std::string_view> Document::comments() const {
  const std::string_view text = tree_->text;
  std::vector<std::string_view> comments;
  // A comment goes on to the end of its line, so no node begins in it.
  const auto collect = [&](std::size_t begin, std::size_t end) {
    for (auto at = text.find('#', begin); at < end; at = text.find('#', at)) {
      const bool is_one =
          at == 0 || std::string_view(" \t\r\n").find(text[at - 1]) != std::string_view::npos;
      const auto stop = std::min(text.find_first_of("\r\n", at), text.size());
      if (is_one) comments.push_back(text.substr(at, stop - at));
      at = is_one ? stop : at + 1;
    }
  };
  std::size_t behind = 0;
  for (const auto& entry : tree_->nodes) {
    if (entry.kind != Tree::Kind::scalar || entry.end <= entry.begin) continue;
    collect(behind, entry.begin);
    behind = entry.end;
  }
  collect(behind, text.size());
  return comments;
}

std::string_view Document::text() const { return tree_->text; }

}  // namespace telepresence::yaml
