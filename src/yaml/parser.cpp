#include "yaml/parser.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>

#include "util/text.hpp"

namespace telepresence::yaml {
namespace {

constexpr int most_directives = 100;

// Counts the lines of a text that begin with a percent sign, piece by piece.
class Directives {
 public:
  void count(std::string_view piece) {
    for (auto at = piece.find('%'); at != std::string_view::npos; at = piece.find('%', at + 1)) {
      if (begins_line(piece.substr(0, at))) ++number_;
    }
    before_ += piece.substr(piece.size() - std::min(piece.size(), longest_line_end));
    before_.erase(0, before_.size() - std::min(before_.size(), longest_line_end));
  }

  int number() const { return number_; }

 private:
  static constexpr std::size_t longest_line_end = 3;

  bool begins_line(std::string_view piece) const {
    // U+0085, U+2028 and U+2029 end a line of YAML 1.1 too.
    constexpr std::string_view line_ends[] = {"\n", "\r", "\xc2\x85", "\xe2\x80\xa8",
                                              "\xe2\x80\xa9"};
    const auto tail =
        piece.size() < longest_line_end ? before_ + std::string(piece) : std::string(piece);
    return tail.empty() ||
           std::ranges::any_of(line_ends, [&](auto line_end) { return tail.ends_with(line_end); });
  }

  std::string before_;  // the end of what was counted
  int number_ = 0;
};

}  // namespace

struct Parser::Handle {
  explicit Handle(Read from) : read(std::move(from)) {
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
    yaml_parser_set_input(&parser, &Handle::give, this);
    yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() {
    yaml_event_delete(&event);
    yaml_parser_delete(&parser);
  }

  // As yaml_read_handler_t.
  static int give(void* self, unsigned char* buffer, std::size_t size, std::size_t* size_read) {
    auto& handle = *static_cast<Handle*>(self);
    auto* const bytes = reinterpret_cast<char*>(buffer);
    const auto given = handle.read(bytes, size);
    if (!given) return 0;
    *size_read = *given;
    handle.read_for_event += *given;
    if (handle.read_for_event > most_bytes_for_event) return 0;
    handle.directives.count({bytes, *given});
    return handle.directives.number() <= most_directives ? 1 : 0;
  }

  yaml_parser_t parser{};
  yaml_event_t event{};
  Read read;
  Directives directives;
  std::size_t read_for_event = 0;
};

Parser::Parser(Read read) : handle_(std::make_unique<Handle>(std::move(read))) {}

Parser::~Parser() = default;

bool Parser::advance() {
  yaml_event_delete(&handle_->event);
  handle_->read_for_event = 0;
  if (yaml_parser_parse(&handle_->parser, &handle_->event) != 0) return true;
  if (handle_->parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
  return false;
}

const yaml_event_s& Parser::event() const { return handle_->event; }

std::string Parser::problem() const {
  if (handle_->directives.number() > most_directives) {
    return fmt::format("more than {} directives (lines that begin with %)", most_directives);
  }
  if (handle_->read_for_event > most_bytes_for_event) {
    return fmt::format("a text or comment of more than {}",
                       text::binary_size(most_bytes_for_event));
  }
  return handle_->parser.problem != nullptr ? handle_->parser.problem : "not YAML";
}

std::size_t Parser::problem_line() const {
  const auto& parser = handle_->parser;
  // Of bytes that cannot be read libyaml does not tell the place, but how far it had come.
  return parser.error == YAML_READER_ERROR ? parser.mark.line : parser.problem_mark.line;
}

}  // namespace telepresence::yaml
