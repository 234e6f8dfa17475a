#include "yaml/events.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <istream>
#include <optional>
#include <vector>

#include "util/error.hpp"
#include "yaml/builder.hpp"
#include "yaml/parser.hpp"
#include "yaml/value.hpp"

namespace telepresence::yaml {
namespace {

constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";

bool is_ascii(std::string_view text) {
  // By words of a machine: the text may be large.
  std::uint64_t all = 0;
  while (text.size() >= sizeof all) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data(), sizeof word);
    all |= word;
    text.remove_prefix(sizeof word);
  }
  for (const char c : text) all |= static_cast<unsigned char>(c);
  constexpr std::uint64_t high_bits = 0x8080808080808080;
  return (all & high_bits) == 0;
}

// libyaml's marks count characters, behind a byte order mark; this gives bytes.
class Offsets {
 public:
  explicit Offsets(std::string_view text)
      : text_(text), start_(text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0) {
    ascii_ = is_ascii(text.substr(start_));
    if (ascii_) return;
    std::size_t characters = 0;
    for (std::size_t i = start_; i < text.size(); ++i) {
      if (is_continuation(text[i])) continue;
      if (characters % step == 0) marks_.push_back(static_cast<std::uint32_t>(i));
      ++characters;
    }
  }

  bool ascii() const { return ascii_; }

  std::size_t byte_of(std::size_t character) const {
    if (ascii_) return character + start_;
    const auto mark = character / step;
    if (mark >= marks_.size()) return text_.size();
    std::size_t at = marks_[mark];
    for (auto left = character % step; left > 0 && at < text_.size(); --left) {
      ++at;
      while (at < text_.size() && is_continuation(text_[at])) ++at;
    }
    return at;
  }

 private:
  static bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80; }

  static constexpr std::size_t step = 64;
  std::string_view text_;
  std::size_t start_;
  bool ascii_ = false;
  std::vector<std::uint32_t> marks_;
};

// Gives libyaml a text whose long words of base64 are cut short, since it takes its time for each
// byte and most of a kubeconfig's are certificates.
//
// A word is cut only where it is the end of a line and stands behind a space: nothing behind it
// can make it a key, it is no anchor, alias or tag, no escape and no indicator is in it. So
// the shorter text has the same structure.
class Shortened {
 public:
  explicit Shortened(std::string_view text) : text_(text) { find_cut(0); }

  // As Parser::Read.
  std::size_t give(char* buffer, std::size_t size) {
    std::size_t given = 0;
    while (given < size && at_ < text_.size()) {
      if (at_ == cut_begin_) {
        left_out_ += cut_end_ - cut_begin_;
        at_ = cut_end_;
        cuts_.push_back({at_ - left_out_, left_out_});
        find_cut(at_);
        continue;
      }
      const auto count = std::min(size - given, cut_begin_ - at_);
      text_.copy(buffer + given, count, at_);
      given += count;
      at_ += count;
    }
    return given;
  }

  // Where in the text a byte that was given stands.
  std::size_t place_of(std::size_t given) const {
    while (passed_ < cuts_.size() && cuts_[passed_].given <= given) ++passed_;
    while (passed_ > 0 && cuts_[passed_ - 1].given > given) --passed_;
    return given + (passed_ == 0 ? 0 : cuts_[passed_ - 1].left_out);
  }

 private:
  struct Cut {
    std::size_t given = 0;     // bytes that were given before it
    std::size_t left_out = 0;  // with those of the cuts before it
  };

  static bool is_base64(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '+' ||
           c == '/' || c == '=';
  }

  // The next word to cut, from the line of `at` on.
  void find_cut(std::size_t at) {
    while (at < text_.size()) {
      const auto newline = std::min(text_.find('\n', at), text_.size());
      auto end = newline;
      if (end > at && text_[end - 1] == '\r') --end;
      auto begin = end;
      while (begin > at && is_base64(text_[begin - 1])) --begin;
      if (end - begin >= shortest && begin > at && text_[begin - 1] == ' ') {
        cut_begin_ = begin + kept;
        cut_end_ = end;
        return;
      }
      at = newline + 1;
    }
    cut_begin_ = cut_end_ = text_.size();
  }

  static constexpr std::size_t shortest = 64;
  static constexpr std::size_t kept = 16;  // more than anything that a scanner looks ahead for
  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t left_out_ = 0;
  std::size_t cut_begin_ = 0;
  std::size_t cut_end_ = 0;
  std::vector<Cut> cuts_;
  mutable std::size_t passed_ = 0;  // cuts before the place that was asked for last
};

// libyaml's bytes are unsigned; text is the same bytes.
std::string_view view_of(const yaml_char_t* text, std::size_t size) {
  return {reinterpret_cast<const char*>(text), size};
}

std::string_view view_of(const yaml_char_t* text) {
  return text == nullptr ? std::string_view() : reinterpret_cast<const char*>(text);
}

}  // namespace

class Events::Reader {
 public:
  Reader(std::string_view text, LongWords long_words)
      : offsets_(text), parser_(from_text(without_mark(text), long_words)) {}
  explicit Reader(std::istream& stream) : offsets_({}), parser_(from_stream(stream)) {}

  bool advance() { return parser_.advance(); }

  bool is_start() const {
    return now().type == YAML_STREAM_START_EVENT || now().type == YAML_DOCUMENT_START_EVENT;
  }

  Event event(std::size_t first_line) const {
    Event event;
    event.begin = byte_of(now().start_mark);
    event.end = byte_of(now().end_mark);
    event.line = now().start_mark.line + first_line;
    describe(event);
    return event;
  }

  std::size_t problem_line() const { return parser_.problem_line(); }
  std::string problem() const { return parser_.problem(); }

 private:
  static std::string_view without_mark(std::string_view text) {
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
  }

  Parser::Read from_text(std::string_view text, LongWords long_words) {
    if (long_words == LongWords::cut && offsets_.ascii()) {
      shortened_.emplace(text);
      return [this](char* buffer, std::size_t size) { return shortened_->give(buffer, size); };
    }
    return [rest = text](char* buffer, std::size_t size) mutable {
      const auto count = rest.copy(buffer, size);
      rest.remove_prefix(count);
      return count;
    };
  }

  static Parser::Read from_stream(std::istream& stream) {
    return [&stream](char* buffer, std::size_t size) -> std::optional<std::size_t> {
      stream.read(buffer, static_cast<std::streamsize>(size));
      if (stream.bad()) return std::nullopt;
      return static_cast<std::size_t>(stream.gcount());
    };
  }

  const yaml_event_t& now() const { return parser_.event(); }

  std::size_t byte_of(const yaml_mark_t& mark) const {
    return offsets_.byte_of(shortened_ ? shortened_->place_of(mark.index) : mark.index);
  }

  void describe(Event& event) const {
    const auto& data = now().data;
    switch (now().type) {
      case YAML_SCALAR_EVENT: {
        const auto& scalar = data.scalar;
        event.kind = Event::Kind::scalar;
        event.text = view_of(scalar.value, scalar.length);
        event.anchor = view_of(scalar.anchor);
        event.tag = view_of(scalar.tag);
        event.plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
        event.block_scalar =
            scalar.style == YAML_LITERAL_SCALAR_STYLE || scalar.style == YAML_FOLDED_SCALAR_STYLE;
        return;
      }
      case YAML_ALIAS_EVENT:
        event.kind = Event::Kind::alias;
        event.text = view_of(data.alias.anchor);
        return;
      case YAML_SEQUENCE_START_EVENT:
        event.kind = Event::Kind::sequence;
        event.anchor = view_of(data.sequence_start.anchor);
        event.flow = data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE;
        return;
      case YAML_MAPPING_START_EVENT:
        event.kind = Event::Kind::mapping;
        event.anchor = view_of(data.mapping_start.anchor);
        event.flow = data.mapping_start.style == YAML_FLOW_MAPPING_STYLE;
        return;
      case YAML_SEQUENCE_END_EVENT:
      case YAML_MAPPING_END_EVENT:
        event.kind = Event::Kind::collection_end;
        return;
      case YAML_DOCUMENT_END_EVENT:
        event.kind = Event::Kind::document_end;
        event.is_explicit = data.document_end.implicit == 0;
        return;
      default:
        event.kind = Event::Kind::stream_end;
    }
  }

  Offsets offsets_;
  std::optional<Shortened> shortened_;
  Parser parser_;
};

Events::Events(std::string_view text, std::string origin, std::size_t first_line,
               LongWords long_words)
    : reader_(std::make_unique<Reader>(text, long_words)),
      origin_(std::move(origin)),
      first_line_(first_line) {}

Events::Events(std::istream& stream, std::string origin)
    : reader_(std::make_unique<Reader>(stream)), origin_(std::move(origin)), first_line_(1) {}

Events::~Events() = default;

Event Events::next() {
  do {
    if (!reader_->advance()) {
      fail(reader_->problem_line() + first_line_, reader_->problem());
    }
  } while (reader_->is_start());
  const auto event = reader_->event(first_line_);
  if (event.kind == Event::Kind::collection_end) --depth_;
  if (event.kind == Event::Kind::sequence || event.kind == Event::Kind::mapping) ++depth_;
  if (depth_ > deepest) fail(event.line, "nested too deeply");
  return event;
}

void Events::fail(std::size_t line, std::string_view problem) const {
  fail_at(origin_, line, problem);
}

}  // namespace telepresence::yaml
