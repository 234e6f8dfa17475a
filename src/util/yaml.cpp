#include "util/yaml.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <cctype>

#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::yaml {

struct Tree {
  yaml_document_t document{};
  Tree() = default;
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;
  Tree(Tree&&) = delete;
  Tree& operator=(Tree&&) = delete;
  ~Tree() { yaml_document_delete(&document); }

  // libyaml's getters take a mutable document but do not change it.
  yaml_node_t* node(int index) const {
    return yaml_document_get_node(const_cast<yaml_document_t*>(&document), index);
  }
};

namespace {

std::string_view scalar_text(const yaml_node_t& node) {
  // libyaml's bytes are unsigned; text is the same bytes.
  return {reinterpret_cast<const char*>(node.data.scalar.value), node.data.scalar.length};
}

bool is_null(const yaml_node_t& node) {
  if (node.data.scalar.style != YAML_PLAIN_SCALAR_STYLE) return false;
  const auto text = scalar_text(node);
  return text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL";
}

struct Parser {
  yaml_parser_t parser{};
  Parser() {
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  Parser(Parser&&) = delete;
  Parser& operator=(Parser&&) = delete;
  ~Parser() { yaml_parser_delete(&parser); }
};

// The index of the value of `key` in the mapping at `index`, 0 for none. The
// mapping's own keys win over those that a merge key brings.
int find_value(const Tree& tree, int index, std::string_view key, int depth) {
  // Deeper nesting of merges than anyone writes by hand: a loop of aliases.
  constexpr int deepest = 32;
  const yaml_node_t* mapping = tree.node(index);
  if (mapping == nullptr || mapping->type != YAML_MAPPING_NODE || depth > deepest) return 0;
  int merged = 0;
  const auto& pairs = mapping->data.mapping.pairs;
  for (const yaml_node_pair_t* pair = pairs.start; pair < pairs.top; ++pair) {
    const yaml_node_t* name = tree.node(pair->key);
    if (name->type != YAML_SCALAR_NODE) continue;
    if (scalar_text(*name) == key) return pair->value;
    if (scalar_text(*name) != "<<" || merged != 0) continue;
    const yaml_node_t* source = tree.node(pair->value);
    if (source->type == YAML_SEQUENCE_NODE) {
      const auto& items = source->data.sequence.items;
      for (const int* item = items.start; item < items.top && merged == 0; ++item) {
        merged = find_value(tree, *item, key, depth + 1);
      }
    } else {
      merged = find_value(tree, pair->value, key, depth + 1);
    }
  }
  return merged;
}

// Whether YAML 1.1 reads the unquoted text as this string: it begins with a letter or
// slash and is none of the words for a boolean or null.
bool may_stand_unquoted(std::string_view text) {
  if (text.empty()) return false;
  if (std::isalpha(static_cast<unsigned char>(text.front())) == 0 && text.front() != '/')
    return false;
  const auto lower = text::lower(text);
  constexpr std::string_view words[] = {"y",   "n",    "yes",   "no",  "on",
                                        "off", "true", "false", "null"};
  return std::find(std::begin(words), std::end(words), lower) == std::end(words);
}

class Emitter {
 public:
  Emitter() {
    if (yaml_emitter_initialize(&emitter_) == 0) throw std::bad_alloc();
    yaml_emitter_set_output(&emitter_, &Emitter::append, &output_);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, -1);
  }
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;
  Emitter(Emitter&&) = delete;
  Emitter& operator=(Emitter&&) = delete;
  ~Emitter() { yaml_emitter_delete(&emitter_); }

  // Takes the event over, whether it succeeds or not.
  void emit(yaml_event_t& event) {
    if (yaml_emitter_emit(&emitter_, &event) == 0) {
      throw std::runtime_error("libyaml could not write a value");
    }
  }

  const std::string& output() const { return output_; }

 private:
  static int append(void* output, unsigned char* bytes, std::size_t size) {
    static_cast<std::string*>(output)->append(reinterpret_cast<const char*>(bytes), size);
    return 1;
  }

  yaml_emitter_t emitter_{};
  std::string output_;
};

// JSON's flow style and quotes, to block style and only the quotes that are needed.
void restyle(yaml_event_t& event, bool empty_collection) {
  switch (event.type) {
    case YAML_MAPPING_START_EVENT:
      event.data.mapping_start.style =
          empty_collection ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
      break;
    case YAML_SEQUENCE_START_EVENT:
      event.data.sequence_start.style =
          empty_collection ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
      break;
    case YAML_SCALAR_EVENT: {
      auto& scalar = event.data.scalar;
      const std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
      if (scalar.style == YAML_PLAIN_SCALAR_STYLE) break;
      if (may_stand_unquoted(text)) {
        scalar.plain_implicit = 1;
        scalar.style = YAML_ANY_SCALAR_STYLE;
      }
      break;
    }
    default:
      break;
  }
}

}  // namespace

Node::Kind Node::kind() const {
  const yaml_node_t* node = tree_ == nullptr ? nullptr : tree_->node(index_);
  if (node == nullptr) return Kind::none;
  switch (node->type) {
    case YAML_SCALAR_NODE:
      return Kind::scalar;
    case YAML_SEQUENCE_NODE:
      return Kind::sequence;
    case YAML_MAPPING_NODE:
      return Kind::mapping;
    case YAML_NO_NODE:
      break;
  }
  return Kind::none;
}

std::string_view Node::scalar() const {
  if (kind() != Kind::scalar) return {};
  const yaml_node_t& node = *tree_->node(index_);
  return is_null(node) ? std::string_view{} : scalar_text(node);
}

Node Node::operator[](std::string_view key) const {
  if (tree_ == nullptr) return {};
  return {tree_, find_value(*tree_, index_, key, 0)};
}

std::vector<Node> Node::items() const {
  std::vector<Node> nodes;
  if (kind() != Kind::sequence) return nodes;
  const auto& items = tree_->node(index_)->data.sequence.items;
  for (const int* item = items.start; item < items.top; ++item) nodes.push_back({tree_, *item});
  return nodes;
}

std::size_t Node::line() const {
  const yaml_node_t* node = tree_ == nullptr ? nullptr : tree_->node(index_);
  return node == nullptr ? 0 : node->start_mark.line + 1;
}

Document Document::parse(std::string_view text, const std::string& origin) {
  Parser reader;
  yaml_parser_set_input_string(&reader.parser, reinterpret_cast<const unsigned char*>(text.data()),
                               text.size());
  auto tree = std::make_shared<Tree>();
  if (yaml_parser_load(&reader.parser, &tree->document) == 0) {
    const auto& parser = reader.parser;
    throw Error(ErrorKind::input,
                fmt::format("{}:{}: {}", origin, parser.problem_mark.line + 1,
                            parser.problem != nullptr ? parser.problem : "not YAML"));
  }
  return Document(std::move(tree));
}

Node Document::root() const {
  // libyaml numbers nodes from 1, and the root is the first.
  return {tree_.get(), 1};
}

std::string from_json(std::string_view json) {
  Parser reader;
  yaml_parser_set_input_string(&reader.parser, reinterpret_cast<const unsigned char*>(json.data()),
                               json.size());
  Emitter writer;
  const auto next = [&] {
    yaml_event_t event;
    if (yaml_parser_parse(&reader.parser, &event) == 0) {
      throw std::runtime_error("from_json was given what is not JSON");
    }
    return event;
  };
  const auto is_end = [](const yaml_event_t& event) {
    return event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT;
  };
  // One event of look-ahead tells an empty collection, which has no block form.
  yaml_event_t event = next();
  while (event.type != YAML_STREAM_END_EVENT) {
    yaml_event_t following = next();
    restyle(event, is_end(following));
    writer.emit(event);
    event = following;
  }
  writer.emit(event);
  return writer.output();
}

}  // namespace telepresence::yaml
