#include "kubeconfig/file.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "util/error.hpp"

namespace telepresence::kubeconfig {
namespace {

constexpr std::string_view current_context_key = "current-context";
constexpr std::array<std::string_view, 2> keys{"contexts", "clusters"};

std::size_t index_of(List list) { return static_cast<std::size_t>(list); }

}  // namespace

File::File(std::string text, std::string origin)
    : text_(std::move(text)),
      origin_(std::move(origin)),
      outline_(yaml::read_outline(text_, origin_)) {
  if (outline_ && take_outline()) return;
  outline_.reset();
  read_whole();
}

// False when a key that matters stands there twice.
bool File::take_outline() {
  bool has_current = false;
  for (const auto& entry : outline_->entries) {
    if (entry.key == current_context_key && std::exchange(has_current, true)) return false;
    const auto* const key = std::ranges::find(keys, entry.key);
    if (key == keys.end()) continue;
    auto& slot = entries_.at(static_cast<std::size_t>(key - keys.begin()));
    if (std::exchange(slot, &entry) != nullptr) return false;
  }
  return true;
}

void File::read_whole() {
  document_ = yaml::Document::parse(text_, origin_);
  const auto root = document_->root();
  const bool empty = !root || root.is_null();
  if (!empty && root.kind() != yaml::Node::Kind::mapping) {
    throw Error(ErrorKind::input,
                fmt::format("{}:{}: not a kubeconfig: expected a mapping", origin_, root.line()));
  }
  for (const auto list : {List::contexts, List::clusters}) {
    nodes_.at(index_of(list)) = root[keys.at(index_of(list))].items();
  }
}

std::string_view File::current_context() const {
  if (!outline_) return document_->root()[current_context_key].scalar();
  const auto* const entry = outline_->find(current_context_key);
  return entry == nullptr ? std::string_view() : entry->value;
}

std::size_t File::size(List list) const {
  if (!outline_) return nodes_.at(index_of(list)).size();
  const auto* const entry = entries_.at(index_of(list));
  return entry == nullptr ? 0 : entry->items.size();
}

std::string_view File::name(List list, std::size_t index) const {
  if (!outline_) return nodes_.at(index_of(list)).at(index)["name"].scalar();
  return entries_.at(index_of(list))->items.at(index).name;
}

File::Item File::item(List list, std::size_t index) const {
  if (!outline_) return {*document_, nodes_.at(index_of(list)).at(index)};
  const auto excerpt = excerpt_of(list, entries_.at(index_of(list))->items.at(index));
  auto document = yaml::Document::parse(excerpt.text, origin_, excerpt.first_line);
  const auto node = document.root()[keys.at(index_of(list))].items().front();
  return {std::move(document), node};
}

File::Excerpt File::excerpt(std::string_view cluster) const {
  const yaml::OutlineItem* found = nullptr;
  std::size_t times = 0;
  for (std::size_t i = 0; outline_ && i < size(List::clusters); ++i) {
    if (name(List::clusters, i) != cluster) continue;
    found = &entries_.at(index_of(List::clusters))->items[i];
    ++times;
  }
  if (times != 1) return {text_, 1, 0, 0, text_.size()};
  return excerpt_of(List::clusters, *found);
}

File::Excerpt File::excerpt_of(List list, const yaml::OutlineItem& item) const {
  const auto head = entries_.at(index_of(list))->head;
  const auto lines = std::string_view(text_).substr(item.begin, item.end - item.begin);
  // The head's line comes to stand before the item's first.
  return {std::string(head) + std::string(lines), item.line - 1, head.size(), item.begin, item.end};
}

}  // namespace telepresence::kubeconfig
