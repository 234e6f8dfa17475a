// yaml::Document: a tree built from libyaml's events, 32 bytes a node, so that a kubeconfig of
// 10,000 clusters takes some megabytes.
#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <array>
#include <map>

#include "util/error.hpp"
#include "util/yaml.hpp"

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

  std::string text;
  std::string decoded;  // scalars that do not read as they are written
  std::vector<Entry> nodes = std::vector<Entry>(1);

  std::string_view scalar(const Entry& entry) const {
    return std::string_view(entry.decoded ? decoded : text).substr(entry.value, entry.value_size);
  }
};

namespace {

// Nobody nests deeper; libyaml needs the square of it.
constexpr std::size_t deepest = 200;
constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

// libyaml's marks count characters, behind a byte order mark; this gives bytes.
class Offsets {
 public:
  explicit Offsets(std::string_view text)
      : text_(text), start_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {
    ascii_ = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
    if (ascii_) return;
    std::size_t characters = 0;
    for (std::size_t i = start_; i < text.size(); ++i) {
      if (is_continuation(text[i])) continue;
      if (characters % step == 0) marks_.push_back(static_cast<std::uint32_t>(i));
      ++characters;
    }
  }

  std::uint32_t byte_of(std::size_t character) const {
    if (ascii_) return static_cast<std::uint32_t>(character + start_);
    const auto mark = character / step;
    if (mark >= marks_.size()) return static_cast<std::uint32_t>(text_.size());
    std::size_t at = marks_[mark];
    for (auto left = character % step; left > 0 && at < text_.size(); --left) {
      ++at;
      while (at < text_.size() && is_continuation(text_[at])) ++at;
    }
    return static_cast<std::uint32_t>(at);
  }

 private:
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

  static constexpr std::size_t step = 64;
  std::string_view text_;
  std::size_t start_;
  bool ascii_ = false;
  std::vector<std::uint32_t> marks_;
};

struct Event {
  yaml_event_t event{};
  Event() = default;
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;
  Event(Event&&) = delete;
  Event& operator=(Event&&) = delete;
  ~Event() { yaml_event_delete(&event); }
};

std::string_view bytes_of(const yaml_char_t* text, std::size_t size) {
  // libyaml's bytes are unsigned; text is the same bytes.
  return {reinterpret_cast<const char*>(text), size};
}

// FNV-1a.
std::uint64_t hash_of(char kind, std::string_view bytes) {
  constexpr std::uint64_t prime = 0x100000001b3;
  std::uint64_t hash = 0xcbf29ce484222325;
  const auto add = [&](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * prime; };
  add(kind);
  for (const char c : bytes) add(c);
  return hash;
}

// Reads the first document of a text into a tree, or into the steps of a walk through it.
class Builder {
 public:
  // Without `tree` or without `steps` these are not made.
  Builder(std::string_view text, const std::string& origin, Tree* tree,
          std::vector<std::uint64_t>* steps)
      : text_(text), origin_(origin), tree_(tree), steps_(steps), offsets_(text) {
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    auto input = text;
    if (input.starts_with(byte_order_mark)) input.remove_prefix(byte_order_mark.size());
    yaml_parser_set_input_string(&parser_, reinterpret_cast<const unsigned char*>(input.data()),
                                 input.size());
    yaml_parser_set_encoding(&parser_, YAML_UTF8_ENCODING);
  }
  Builder(const Builder&) = delete;
  Builder& operator=(const Builder&) = delete;
  Builder(Builder&&) = delete;
  Builder& operator=(Builder&&) = delete;
  ~Builder() { yaml_parser_delete(&parser_); }

  void build() {
    while (true) {
      Event next;
      if (yaml_parser_parse(&parser_, &next.event) == 0) {
        fail(parser_.problem_mark.line + 1,
             parser_.problem != nullptr ? parser_.problem : "not YAML");
      }
      if (!take(next.event)) return;
    }
  }

 private:
  [[noreturn]] void fail(std::size_t line, std::string_view problem) const {
    throw Error(ErrorKind::input, fmt::format("{}:{}: {}", origin_, line, problem));
  }

  // False at the end of the first document, or of a stream without one.
  bool take(const yaml_event_t& event) {
    switch (event.type) {
      case YAML_SCALAR_EVENT:
        add_scalar(event);
        return true;
      case YAML_ALIAS_EVENT:
        add_alias(event);
        return true;
      case YAML_SEQUENCE_START_EVENT:
        open(event, Tree::Kind::sequence, event.data.sequence_start.anchor,
             event.data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
        return true;
      case YAML_MAPPING_START_EVENT:
        open(event, Tree::Kind::mapping, event.data.mapping_start.anchor,
             event.data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
        return true;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        close(event);
        return true;
      case YAML_DOCUMENT_END_EVENT:
      case YAML_STREAM_END_EVENT:
        return false;
      default:
        return true;
    }
  }

  std::string_view written(const yaml_event_t& event) const {
    const auto begin = offsets_.byte_of(event.start_mark.index);
    return text_.substr(begin, offsets_.byte_of(event.end_mark.index) - begin);
  }

  void add_step(char kind, std::string_view bytes) {
    if (steps_ != nullptr) steps_->push_back(hash_of(kind, bytes));
  }

  // The new node's index; 0 without a tree.
  std::uint32_t add(const yaml_event_t& event, Tree::Kind kind, const yaml_char_t* anchor) {
    if (tree_ == nullptr) return 0;
    Tree::Entry entry;
    entry.kind = kind;
    entry.begin = offsets_.byte_of(event.start_mark.index);
    entry.end = offsets_.byte_of(event.end_mark.index);
    entry.line = static_cast<std::uint32_t>(event.start_mark.line + 1);
    const auto index = static_cast<std::uint32_t>(tree_->nodes.size());
    tree_->nodes.push_back(entry);
    if (!open_.empty()) {
      auto& [parent, last] = open_.back();
      (last == 0 ? tree_->nodes[parent].first_child : tree_->nodes[last].next) = index;
      last = index;
    }
    if (anchor != nullptr) anchors_[reinterpret_cast<const char*>(anchor)] = index;
    return index;
  }

  void add_scalar(const yaml_event_t& event) {
    const auto& scalar = event.data.scalar;
    // With its quotes, anchor and tag.
    add_step('s', written(event));
    const auto index = add(event, Tree::Kind::scalar, scalar.anchor);
    if (index != 0) {
      set_text(tree_->nodes[index], bytes_of(scalar.value, scalar.length), scalar.style);
    }
  }

  void add_alias(const yaml_event_t& event) {
    add_step('*', written(event));
    if (tree_ == nullptr) return;
    const auto* name = reinterpret_cast<const char*>(event.data.alias.anchor);
    const auto found = anchors_.find(name);
    const auto line = event.start_mark.line + 1;
    // Its name is not told: a password may begin with an asterisk.
    if (found == anchors_.end()) fail(line, "there is no such anchor");
    const auto inside = std::any_of(open_.begin(), open_.end(), [&](const auto& collection) {
      return collection.first == found->second;
    });
    if (inside) fail(line, "an anchor contains itself");
    tree_->nodes[found->second].shared = true;
    const auto index = add(event, Tree::Kind::alias, nullptr);
    tree_->nodes[index].value = found->second;
  }

  void open(const yaml_event_t& event, Tree::Kind kind, const yaml_char_t* anchor, bool flow) {
    if (open_.size() == deepest) fail(event.start_mark.line + 1, "nested too deeply");
    add_step(kind == Tree::Kind::sequence ? '[' : '{',
             properties_at(offsets_.byte_of(event.start_mark.index)));
    const auto index = add(event, kind, anchor);
    if (index != 0) tree_->nodes[index].flow = flow;
    open_.emplace_back(index, 0);
  }

  void close(const yaml_event_t& event) {
    const auto [index, last] = open_.back();
    open_.pop_back();
    add_step(event.type == YAML_SEQUENCE_END_EVENT ? ']' : '}', {});
    if (index == 0) return;
    auto& entry = tree_->nodes[index];
    // A block has no end of its own: libyaml names where the next thing begins.
    entry.end = entry.flow || last == 0 ? offsets_.byte_of(event.end_mark.index)
                                        : std::max(entry.end, tree_->nodes[last].end);
  }

  // Anchor and tag of a collection; its brackets or its first key follow.
  std::string_view properties_at(std::size_t begin) const {
    const auto text = text_.substr(begin);
    if (!text.starts_with('&') && !text.starts_with('!')) return {};
    return text.substr(0, text.find_first_of("\r\n{["));
  }

  void set_text(Tree::Entry& entry, std::string_view value, yaml_scalar_style_t style) {
    entry.plain = style == YAML_PLAIN_SCALAR_STYLE;
    entry.block_scalar = style == YAML_LITERAL_SCALAR_STYLE || style == YAML_FOLDED_SCALAR_STYLE;
    entry.value_size = static_cast<std::uint32_t>(value.size());
    const auto written = text_.substr(entry.begin, entry.end - entry.begin);
    // As it stands, or between quotes.
    for (const std::size_t skipped : {0U, 1U}) {
      if (written.size() >= skipped + value.size() &&
          written.substr(skipped, value.size()) == value) {
        entry.value = entry.begin + static_cast<std::uint32_t>(skipped);
        return;
      }
    }
    entry.decoded = true;
    entry.value = static_cast<std::uint32_t>(tree_->decoded.size());
    tree_->decoded += value;
  }

  std::string_view text_;
  const std::string& origin_;
  Tree* tree_;
  std::vector<std::uint64_t>* steps_;
  Offsets offsets_;
  yaml_parser_t parser_{};
  std::vector<std::pair<std::uint32_t, std::uint32_t>> open_;  // collection, last child
  std::map<std::string, std::uint32_t, std::less<>> anchors_;
};

bool is_null_word(std::string_view text) {
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

std::uint32_t follow(const Tree& tree, std::uint32_t index) {
  const auto& entry = tree.nodes[index];
  return entry.kind == Tree::Kind::alias ? entry.value : index;
}

// The index of the value of `key` in the mapping at `index`, 0 for none. The mapping's own
// keys win over those that a merge key brings.
std::uint32_t find_value(const Tree& tree, std::uint32_t index, std::string_view key, int depth) {
  // Deeper nesting of merges than anyone writes by hand.
  constexpr int most_merges = 32;
  const auto& mapping = tree.nodes[follow(tree, index)];
  if (mapping.kind != Tree::Kind::mapping || depth > most_merges) return 0;
  std::uint32_t own = 0;
  std::uint32_t merged = 0;
  for (auto name = mapping.first_child; name != 0;) {
    const auto value = tree.nodes[name].next;
    const auto& entry = tree.nodes[follow(tree, name)];
    if (entry.kind == Tree::Kind::scalar) {
      const auto text = tree.scalar(entry);
      if (text == key) own = value;
      if (text == "<<" && entry.plain) {
        const auto& source = tree.nodes[follow(tree, value)];
        if (source.kind == Tree::Kind::sequence) {
          for (auto item = source.first_child; item != 0 && merged == 0;
               item = tree.nodes[item].next) {
            merged = find_value(tree, item, key, depth + 1);
          }
        } else if (merged == 0) {
          merged = find_value(tree, value, key, depth + 1);
        }
      }
    }
    name = tree.nodes[value].next;
  }
  return own != 0 ? own : merged;
}

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
  return {tree_, find_value(*tree_, index_, key, 0)};
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

Document Document::parse(std::string_view text, const std::string& origin,
                         std::vector<std::uint64_t>* steps) {
  constexpr std::size_t largest = 1UL << 30U;
  if (text.size() > largest) {
    throw Error(ErrorKind::input, fmt::format("{}: larger than 1 GiB", origin));
  }
  auto tree = std::make_shared<Tree>();
  tree->text = text;
  // More than there will be: memory that is not touched costs nothing, growing does.
  constexpr std::size_t bytes_a_node = 8;
  tree->nodes.reserve(text.size() / bytes_a_node + 1);
  Builder(tree->text, origin, tree.get(), steps).build();
  return Document(std::move(tree));
}

Node Document::root() const {
  // The first node; the one before it stands for none.
  return {tree_.get(), tree_->nodes.size() > 1 ? 1U : 0U};
}

std::vector<std::uint64_t> fingerprints(std::string_view text, const std::string& origin) {
  std::vector<std::uint64_t> steps;
  Builder(text, origin, nullptr, &steps).build();
  return steps;
}

std::string_view Document::text() const { return tree_->text; }

}  // namespace telepresence::yaml
