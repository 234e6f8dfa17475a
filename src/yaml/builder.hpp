// Makes a Value of the events of a parser, whichever that is.
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "yaml/value.hpp"

namespace telepresence::yaml {

// Each takes some hundred bytes.
constexpr std::size_t most_values = 200000;

// Throws Error (input), "origin:line: problem".
[[noreturn]] void fail_at(const std::string& origin, std::size_t line, std::string_view problem);

// What a scalar says. `tag` is "" for one without a tag and without quotes, "!" for quotes.
Value scalar_of(std::string_view tag, std::string_view text);

// Replaces aliases and merges (<<) by what they stand for; of a key that is there twice the last
// one counts. Lines are counted from 1; `anchor` is the value's own, "" without one. All throw
// Error (input), "origin:line: ...", for what is too deep, too large or no mapping that helm takes.
class Builder {
 public:
  // `origin` stays the caller's.
  explicit Builder(const std::string& origin) : origin_(origin) {}

  void add_scalar(Value scalar, std::size_t line, std::string_view anchor);
  void add_alias(std::string_view anchor, std::size_t line);
  void begin_list(std::size_t line, std::string_view anchor);
  void begin_map(std::size_t line, std::string_view anchor);
  // Of the one that was begun last.
  void end();

  // The document; a Value of kind none where there was nothing.
  Value take();

 private:
  // A list or a map of which the end was not yet met.
  struct Open {
    bool is_map = false;
    std::size_t line = 0;
    std::string anchor;
    std::vector<Value> items;
    std::vector<Entry> entries;
    std::unordered_map<std::string, std::size_t> places;  // in `entries`, by the keys
    std::optional<Value> key;                             // whose value comes next
  };

  void open(bool is_map, std::size_t line, std::string_view anchor);
  void add(Value value, std::size_t line, std::string_view anchor);
  void place(Value value, std::size_t line);
  void place_at_key(Open& map, Value value, std::size_t line) const;
  Value checked_key(Value key, std::size_t line) const;
  static void set(Open& map, Value key, Value value);
  void merge(Open& map, const Value& source, std::size_t line) const;
  static void merge_map(Open& map, const Value& source);
  void count_copy(std::size_t bytes, std::size_t line);

  const std::string& origin_;
  Value root_;
  std::vector<Open> open_;
  std::map<std::string, Value, std::less<>> anchors_;  // complete ones
  std::size_t copied_ = 0;                             // bytes, by anchors and aliases
};

}  // namespace telepresence::yaml
