// Reads YAML with libyaml, whose scanner client-go's and Helm's YAML package was
// ported from: what this reads is what they read. Aliases and merge keys ("<<") are
// followed; of a key that is there twice the last counts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telepresence::yaml {

struct Tree;

// Of a walk through a node, down and up: what stands there, as it is written.
struct Step {
  char kind = 0;           // s: a scalar; *: an alias; [ and {, ] and }: a collection
  std::string_view bytes;  // with quotes, anchor and tag; of a collection's start the last two

  bool operator==(const Step& other) const = default;
};

// A view of one node; valid as long as its Document. A node that is not there is a
// Node too (kind none), so that look-ups can be chained and asked once at the end.
class Node {
 public:
  enum class Kind { none, scalar, sequence, mapping };

  Node() = default;

  // An alias is what it stands for.
  Kind kind() const;
  explicit operator bool() const { return kind() != Kind::none; }

  // The text of a scalar; "" for anything else, and for a plain `null` or `~`.
  std::string_view scalar() const;
  // A plain scalar that says nothing: `null`, `~`, or none at all.
  bool is_null() const;

  // The value of a key of a mapping; a Node of kind none where there is none. Throws Error (input)
  // for a mapping that merges through more than 2000 others.
  Node operator[](std::string_view key) const;

  // The items of a sequence; nothing for anything else.
  std::vector<Node> items() const;

  // 1-based line where the node begins, 0 for none.
  std::size_t line() const;

  // -- How it is written, for who edits the text ----------------------------------------------

  // Keys and values as they stand in the mapping itself, without what it merges.
  std::vector<std::pair<Node, Node>> entries() const;
  // The first and the last byte, and one more, in the document's text. A block collection
  // ends with its last scalar; a scalar that is left out has no bytes.
  std::size_t begin_byte() const;
  std::size_t end_byte() const;
  bool is_alias() const;
  bool is_shared() const;        // it has an anchor, and an alias somewhere names it
  bool is_flow() const;          // a collection in brackets
  bool is_plain() const;         // a scalar without quotes
  bool is_block_scalar() const;  // a scalar behind | or >
  // Equal where two texts have the same node, written in the same way.
  std::vector<Step> steps() const;

 private:
  friend class Document;
  Node(const Tree* tree, std::uint32_t index) : tree_(tree), index_(index) {}

  // Where an alias leads.
  std::uint32_t target() const;

  const Tree* tree_ = nullptr;
  std::uint32_t index_ = 0;
};

class Document {
 public:
  // Reads the first document of `text`, which is UTF-8; an empty text gives one whose root is
  // none. Throws Error (input) that begins with "origin:line: ", where `first_line` is the number
  // of the text's first line, also for more than 600,000 nodes.
  static Document parse(std::string_view text, const std::string& origin,
                        std::size_t first_line = 1);

  Node root() const;
  // The comments that stand between its nodes, from their "#" on, in their order.
  std::vector<std::string_view> comments() const;
  // What was parsed; begin_byte() and end_byte() of its nodes count its bytes.
  std::string_view text() const;

 private:
  explicit Document(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}

  std::shared_ptr<const Tree> tree_;
};

}  // namespace telepresence::yaml
