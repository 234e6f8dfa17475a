// libyaml's events of a text, one after the other, with the bytes where they stand.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <memory>
#include <string>
#include <string_view>

namespace telepresence::yaml {

struct Event {
  enum class Kind { scalar, alias, sequence, mapping, collection_end, document_end, stream_end };

  Kind kind = Kind::stream_end;
  // Bytes [begin, end) of the text. The end of a block collection is where the next thing begins.
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t line = 0;  // 1-based
  // Until the next event. Of a scalar its text; of an alias its anchor.
  std::string_view text;
  std::string_view anchor;    // its own, or ""
  std::string_view tag;       // of a scalar, in full, or ""
  bool flow = false;          // a collection in brackets
  bool plain = false;         // a scalar without quotes
  bool block_scalar = false;  // a scalar behind | or >
  bool is_explicit = false;   // the end of a document that is written: "..."
};

// Whether a scalar's text may have long words of base64 in part only, which is faster. Where it
// stands is told right; its text is then shorter than that.
enum class LongWords { whole, cut };

class Events {
 public:
  // `text`, which is UTF-8, stays the caller's. Errors say "origin:line: ", where the text's first
  // line is `first_line`.
  Events(std::string_view text, std::string origin, std::size_t first_line = 1,
         LongWords long_words = LongWords::whole);
  // Of a stream, which stays the caller's; never more than a piece of it is in memory. `begin` and
  // `end` of its events count characters.
  Events(std::istream& stream, std::string origin);
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  Events(Events&&) = delete;
  Events& operator=(Events&&) = delete;
  ~Events();

  // The next event; the starts of the stream and of documents are left out. Not to be called
  // behind the end of the stream. Throws Error (input) where the text is no YAML, nests too deeply
  // or has too many directives.
  Event next();

  // Throws that error.
  [[noreturn]] void fail(std::size_t line, std::string_view problem) const;

 private:
  class Reader;
  std::unique_ptr<Reader> reader_;
  std::string origin_;
  std::size_t first_line_;
  std::size_t depth_ = 0;
};

}  // namespace telepresence::yaml
