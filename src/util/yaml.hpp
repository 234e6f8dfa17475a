// Reads YAML with libyaml, whose scanner client-go's and Helm's YAML package was
// ported from: what this reads is what they read. Aliases and merge keys ("<<") are
// followed. Also turns JSON into block YAML.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace telepresence::yaml {

struct Tree;

// A view of one node; valid as long as its Document. A node that is not there is a
// Node too (kind none), so that look-ups can be chained and asked once at the end.
class Node {
 public:
  enum class Kind { none, scalar, sequence, mapping };

  Node() = default;

  Kind kind() const;
  explicit operator bool() const { return kind() != Kind::none; }

  // The text of a scalar; "" for anything else, and for a plain `null` or `~`.
  std::string_view scalar() const;

  // The value of a key of a mapping; a Node of kind none where there is none.
  Node operator[](std::string_view key) const;

  // The items of a sequence; nothing for anything else.
  std::vector<Node> items() const;

  // 1-based line where the node begins, 0 for none.
  std::size_t line() const;

 private:
  friend class Document;
  Node(const Tree* tree, int index) : tree_(tree), index_(index) {}

  const Tree* tree_ = nullptr;
  int index_ = 0;
};

class Document {
 public:
  // Reads the first document of `text`. Throws Error (input) that begins with
  // "origin:line: ". An empty text gives a Document whose root is none.
  static Document parse(std::string_view text, const std::string& origin);

  Node root() const;

 private:
  explicit Document(std::shared_ptr<const Tree> tree) : tree_(std::move(tree)) {}

  std::shared_ptr<const Tree> tree_;
};

// A JSON text (which is YAML too) as block YAML that ends in a line end. Strings that
// YAML 1.1 would read as something else without quotes ("on", "123", "~") keep theirs.
std::string from_json(std::string_view json);

}  // namespace telepresence::yaml
