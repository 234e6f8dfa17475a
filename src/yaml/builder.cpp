#include "yaml/builder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <utility>

#include "util/error.hpp"
#include "yaml/words.hpp"

namespace telepresence::yaml {
namespace {

constexpr std::size_t most_copied = 16UL << 20U;

// What a copy of a value needs.
struct Extent {
  std::size_t bytes = sizeof(Value);
  std::size_t levels = 0;

  void take_in(const Extent& inner) {
    bytes += inner.bytes;
    levels = std::max(levels, inner.levels + 1);
  }
};

Extent extent_of(const Value& value) {
  Extent extent;
  extent.bytes += value.scalar().size();
  for (const auto& item : value.items()) extent.take_in(extent_of(item));
  for (const auto& [key, inner] : value.entries()) {
    extent.bytes += sizeof(Value) + key.scalar().size();
    extent.take_in(extent_of(inner));
  }
  return extent;
}

}  // namespace

void fail_at(const std::string& origin, std::size_t line, std::string_view problem) {
  throw Error(ErrorKind::input, fmt::format("{}:{}: {}", origin, line, problem));
}

Value scalar_of(std::string_view tag, std::string_view text) {
  if (tag == "!" || tag == "tag:yaml.org,2002:str" || reads_as_text(text)) {
    return Value::text(std::string(text));
  }
  return is_null_word(text) ? Value::null() : Value::literal(std::string(text));
}

void Builder::add_scalar(Value scalar, std::size_t line, std::string_view anchor) {
  add(std::move(scalar), line, anchor);
}

void Builder::add_alias(std::string_view anchor, std::size_t line) {
  const auto is_open = [&](const Open& one) { return one.anchor == anchor; };
  if (std::ranges::any_of(open_, is_open)) fail_at(origin_, line, "an anchor contains itself");
  const auto found = anchors_.find(anchor);
  // Its name is not told: a password may begin with an asterisk.
  if (found == anchors_.end()) fail_at(origin_, line, "there is no such anchor");
  const auto extent = extent_of(found->second);
  if (open_.size() + extent.levels > deepest) fail_at(origin_, line, "nested too deeply");
  count_copy(extent.bytes, line);
  place(found->second, line);
}

void Builder::begin_list(std::size_t line, std::string_view anchor) { open(false, line, anchor); }

void Builder::begin_map(std::size_t line, std::string_view anchor) { open(true, line, anchor); }

void Builder::end() {
  auto ended = std::move(open_.back());
  open_.pop_back();
  auto value =
      ended.is_map ? Value::map(std::move(ended.entries)) : Value::list(std::move(ended.items));
  add(std::move(value), ended.line, ended.anchor);
}

Value Builder::take() { return std::move(root_); }

void Builder::open(bool is_map, std::size_t line, std::string_view anchor) {
  open_.push_back({is_map, line, std::string(anchor), {}, {}, {}, {}});
}

void Builder::add(Value value, std::size_t line, std::string_view anchor) {
  value = std::move(value).at_line(line);
  if (!anchor.empty()) {
    count_copy(extent_of(value).bytes, line);
    anchors_.insert_or_assign(std::string(anchor), value);
  }
  place(std::move(value), line);
}

void Builder::place(Value value, std::size_t line) {
  if (open_.empty()) {
    root_ = std::move(value);
  } else if (auto& parent = open_.back(); !parent.is_map) {
    parent.items.push_back(std::move(value));
  } else if (!parent.key) {
    parent.key = checked_key(std::move(value), line);
  } else {
    place_at_key(parent, std::move(value), line);
  }
}

void Builder::place_at_key(Open& map, Value value, std::size_t line) const {
  auto key = *std::exchange(map.key, std::nullopt);
  if (key.kind() == Value::Kind::literal && key.scalar() == "<<") {
    merge(map, value, line);
  } else {
    set(map, std::move(key), std::move(value));
  }
}

Value Builder::checked_key(Value key, std::size_t line) const {
  // Helm refuses the others: JSON has no such keys.
  if (key.kind() != Value::Kind::text && key.kind() != Value::Kind::literal) {
    fail_at(origin_, line, "a key that is neither text nor a number nor a boolean");
  }
  return key;
}

void Builder::set(Open& map, Value key, Value value) {
  const auto [place, is_new] = map.places.emplace(std::string(key.scalar()), map.entries.size());
  if (is_new) {
    map.entries.push_back({std::move(key), std::move(value)});
  } else {
    map.entries[place->second].value = std::move(value);
  }
}

// As go-yaml: over what stands before it, and of several sources the first counts.
void Builder::merge(Open& map, const Value& source, std::size_t line) const {
  if (source.kind() == Value::Kind::map) return merge_map(map, source);
  const auto& sources = source.items();
  const auto is_map = [](const Value& item) { return item.kind() == Value::Kind::map; };
  if (source.kind() != Value::Kind::list || !std::ranges::all_of(sources, is_map)) {
    fail_at(origin_, line, "a merge (<<) takes a mapping or a list of mappings");
  }
  std::ranges::for_each(std::views::reverse(sources),
                        [&](const Value& one) { merge_map(map, one); });
}

void Builder::merge_map(Open& map, const Value& source) {
  for (const auto& [key, value] : source.entries()) set(map, key, value);
}

void Builder::count_copy(std::size_t bytes, std::size_t line) {
  copied_ += bytes;
  if (copied_ > most_copied) fail_at(origin_, line, "anchors and aliases stand for too much");
}

}  // namespace telepresence::yaml
