// libyaml's parser with the event that is at hand. The types of libyaml are only named here: its
// header stays in source files.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>

struct yaml_event_s;

namespace telepresence::yaml {

// The most that is read for one event: nobody writes a longer scalar or comment.
constexpr std::size_t most_bytes_for_event = 4UL << 20U;

class Parser {
 public:
  // Writes at most `size` bytes of the text, which is UTF-8, and gives their number: 0 at its end,
  // nothing when it cannot be read.
  using Read = std::function<std::optional<std::size_t>(char* buffer, std::size_t size)>;

  explicit Parser(Read read);
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  Parser(Parser&&) = delete;
  Parser& operator=(Parser&&) = delete;
  ~Parser();

  // Makes the next event the one at hand; false where the text is no YAML, or has what nobody
  // writes: more than 100 directives, each of which libyaml compares with all before it, or one
  // scalar or comment of 4 MiB, which it would hold in memory. Nothing follows the end of the
  // stream.
  bool advance();
  const yaml_event_s& event() const;

  // After a false: what is wrong, and in which line, counted from 0.
  std::string problem() const;
  std::size_t problem_line() const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

}  // namespace telepresence::yaml
