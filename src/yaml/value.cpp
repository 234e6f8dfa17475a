#include "yaml/value.hpp"

#include <algorithm>
#include <utility>

#include "yaml/words.hpp"

namespace telepresence::yaml {

Value::Value(Kind kind) : kind_(kind) {}

Value Value::null() { return Value(Kind::null); }

Value Value::text(std::string text) {
  Value value(Kind::text);
  value.scalar_ = std::move(text);
  return value;
}

Value Value::literal(std::string written) {
  Value value(Kind::literal);
  value.scalar_ = std::move(written);
  return value;
}

Value Value::list(std::vector<Value> items) {
  Value value(Kind::list);
  value.items_ = std::move(items);
  return value;
}

Value Value::map(std::vector<Entry> entries) {
  Value value(Kind::map);
  value.entries_ = std::move(entries);
  return value;
}

Value Value::at_line(std::size_t line) && {
  line_ = line;
  return std::move(*this);
}

bool Value::is_true() const { return kind_ == Kind::literal && is_true_word(scalar_); }

const Value& Value::operator[](std::string_view key) const {
  static const Value none;
  const auto found = std::ranges::find_if(entries_, [&](const Entry& entry) {
    return entry.key.kind() != Kind::null && entry.key.scalar() == key;
  });
  return found == entries_.end() ? none : found->value;
}

}  // namespace telepresence::yaml
