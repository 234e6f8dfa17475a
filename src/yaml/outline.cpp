#include "yaml/outline.hpp"

#include <algorithm>

#include "yaml/events.hpp"
#include "yaml/words.hpp"

namespace telepresence::yaml {
namespace {

using Kind = Event::Kind;

// The text has another form than an outline can have.
struct OtherForm {};

bool opens(const Event& event) {
  return event.kind == Kind::sequence || event.kind == Kind::mapping;
}

class OutlineReader {
 public:
  OutlineReader(std::string_view text, const std::string& origin)
      : text_(text), events_(text, origin, 1, LongWords::cut) {}

  Outline read() {
    auto event = next();
    if (event.kind != Kind::mapping || event.flow) throw OtherForm();
    Outline outline;
    for (event = next(); event.kind != Kind::collection_end; event = next()) {
      end_last_item(outline, event.begin);
      count();
      outline.entries.push_back(entry(event));
    }
    if (next().is_explicit || next().kind != Kind::stream_end) throw OtherForm();
    end_last_item(outline, text_.size());
    return outline;
  }

 private:
  Event next() {
    const auto event = events_.next();
    if (event.kind == Kind::alias) throw OtherForm();
    return event;
  }

  // A Document says what is too much.
  void count() {
    constexpr std::size_t most_places = 100000;
    if (++places_ > most_places) throw OtherForm();
  }

  void skip(const Event& event) {
    if (!opens(event)) return;
    for (auto inner = next(); inner.kind != Kind::collection_end; inner = next()) skip(inner);
  }

  // The text of a scalar where it stands in the file.
  std::string_view in_place(const Event& event) const {
    const auto size = event.text.size();
    const std::size_t quote = event.plain ? 0 : 1;
    const auto text = text_.substr(event.begin + quote, size);
    // Written as it reads, and not cut.
    if (event.end - event.begin != size + 2 * quote || text != event.text) throw OtherForm();
    return text;
  }

  std::string_view key_of(const Event& event) const {
    if (event.kind != Kind::scalar || (event.plain && event.text == "<<")) throw OtherForm();
    return value_of(event);
  }

  std::string_view value_of(const Event& event) const {
    if (event.kind != Kind::scalar || (event.plain && is_null_word(event.text))) return {};
    return in_place(event);
  }

  bool begins_line(std::size_t at) const { return at == 0 || text_[at - 1] == '\n'; }

  OutlineEntry entry(const Event& key) {
    if (!begins_line(key.begin)) throw OtherForm();
    OutlineEntry entry;
    entry.key = key_of(key);
    const auto end = std::min(text_.find('\n', key.begin), text_.size() - 1) + 1;
    entry.head = text_.substr(key.begin, end - key.begin);
    const auto value = next();
    if (value.kind == Kind::scalar) entry.value = value_of(value);
    if (value.kind == Kind::sequence) {
      read_items(entry, value);
    } else {
      skip(value);
    }
    return entry;
  }

  void read_items(OutlineEntry& entry, const Event& list) {
    for (auto event = next(); event.kind != Kind::collection_end; event = next()) {
      if (list.flow || event.flow || event.kind != Kind::mapping) throw OtherForm();
      count();
      const auto begin = line_of_dash(event.begin);
      if (begin < entry.head.data() + entry.head.size() - text_.data()) throw OtherForm();
      if (!entry.items.empty()) entry.items.back().end = begin;
      entry.items.push_back({read_name(), begin, 0, static_cast<std::uint32_t>(event.line)});
    }
  }

  // Where the line begins in which the item at `at` follows its dash.
  std::uint32_t line_of_dash(std::size_t at) const {
    const auto blank = [&] { return at > 0 && text_[at - 1] == ' '; };
    while (blank()) --at;
    if (at == 0 || text_[at - 1] != '-') throw OtherForm();
    --at;
    while (blank()) --at;
    if (!begins_line(at)) throw OtherForm();
    return static_cast<std::uint32_t>(at);
  }

  // Behind the start of an item, up to its end.
  std::string_view read_name() {
    std::string_view name;
    for (auto key = next(); key.kind != Kind::collection_end; key = next()) {
      const bool is_name = key_of(key) == "name";
      const auto value = next();
      if (is_name) name = value_of(value);
      skip(value);
    }
    return name;
  }

  static void end_last_item(Outline& outline, std::size_t end) {
    if (outline.entries.empty() || outline.entries.back().items.empty()) return;
    outline.entries.back().items.back().end = static_cast<std::uint32_t>(end);
  }

  std::string_view text_;
  Events events_;
  std::size_t places_ = 0;  // entries and items
};

}  // namespace

const OutlineEntry* Outline::find(std::string_view key) const {
  const auto found =
      std::ranges::find_if(entries, [&](const auto& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

std::optional<Outline> read_outline(std::string_view text, const std::string& origin) {
  // Offsets have 32 bits; a Document says what is too large.
  constexpr std::size_t largest = 1UL << 30U;
  if (text.size() > largest) return std::nullopt;
  try {
    return OutlineReader(text, origin).read();
  } catch (const OtherForm&) {
    return std::nullopt;
  }
}

}  // namespace telepresence::yaml
