// What a YAML document says, without the way in which it is written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace telepresence::yaml {

// Nobody nests deeper. A Value is destroyed level by level, on the stack, and libyaml needs the
// square of it.
constexpr std::size_t deepest = 200;

struct Entry;

// A value that is not there is a Value too (kind none), so that look-ups can be chained and
// asked once at the end.
class Value {
 public:
  enum class Kind {
    none,
    null,
    text,
    literal,  // a boolean, a number or a date, as it is written: `on`, `0x1F`, `1_000`
    list,
    map,
  };

  Value() = default;
  static Value null();
  static Value text(std::string text);
  static Value literal(std::string written);
  static Value list(std::vector<Value> items);
  static Value map(std::vector<Entry> entries);
  // The same value, read in that line, counted from 1.
  Value at_line(std::size_t line) &&;

  Kind kind() const { return kind_; }
  explicit operator bool() const { return kind_ != Kind::none; }

  // Of text and literals; "" for anything else.
  std::string_view scalar() const { return scalar_; }
  // Whether it is the boolean true, in any of YAML's words for it.
  bool is_true() const;

  // The value of a map's key; a Value of kind none where there is none.
  const Value& operator[](std::string_view key) const;
  // In their order; nothing for anything but a list, and a map.
  const std::vector<Value>& items() const { return items_; }
  const std::vector<Entry>& entries() const { return entries_; }

  // Where it was read, from 1 on; 0 for what was made.
  std::size_t line() const { return line_; }

 private:
  explicit Value(Kind kind);

  Kind kind_ = Kind::none;
  std::size_t line_ = 0;
  std::string scalar_;
  std::vector<Value> items_;
  std::vector<Entry> entries_;
};

// Of a map.
struct Entry {
  Value key;  // null, text or a literal
  Value value;
};

}  // namespace telepresence::yaml
