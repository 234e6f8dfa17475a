#include "yaml/documents.hpp"

#include <yaml.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>

#include "util/text.hpp"

namespace telepresence::yaml {
namespace {

struct Parser {
  yaml_parser_t parser{};
  Parser() {
    if (yaml_parser_initialize(&parser) == 0) throw std::bad_alloc();
  }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;
  Parser(Parser&&) = delete;
  Parser& operator=(Parser&&) = delete;
  ~Parser() { yaml_parser_delete(&parser); }
};

class Emitter {
 public:
  Emitter() {
    if (yaml_emitter_initialize(&emitter_) == 0) throw std::bad_alloc();
    yaml_emitter_set_output(&emitter_, &Emitter::append, &output_);
    yaml_emitter_set_unicode(&emitter_, 1);
    yaml_emitter_set_width(&emitter_, -1);
  }
  Emitter(const Emitter&) = delete;
  Emitter& operator=(const Emitter&) = delete;
  Emitter(Emitter&&) = delete;
  Emitter& operator=(Emitter&&) = delete;
  ~Emitter() { yaml_emitter_delete(&emitter_); }

  // Takes the event over, whether it succeeds or not.
  void emit(yaml_event_t& event) {
    if (yaml_emitter_emit(&emitter_, &event) == 0) {
      throw std::runtime_error("libyaml could not write a value");
    }
  }

  const std::string& output() const { return output_; }

 private:
  static int append(void* output, unsigned char* bytes, std::size_t size) {
    static_cast<std::string*>(output)->append(reinterpret_cast<const char*>(bytes), size);
    return 1;
  }

  yaml_emitter_t emitter_{};
  std::string output_;
};

// JSON's flow style and quotes, to block style and only the quotes that are needed.
void restyle(yaml_event_t& event, bool empty_collection) {
  switch (event.type) {
    case YAML_MAPPING_START_EVENT:
      event.data.mapping_start.style =
          empty_collection ? YAML_FLOW_MAPPING_STYLE : YAML_BLOCK_MAPPING_STYLE;
      break;
    case YAML_SEQUENCE_START_EVENT:
      event.data.sequence_start.style =
          empty_collection ? YAML_FLOW_SEQUENCE_STYLE : YAML_BLOCK_SEQUENCE_STYLE;
      break;
    case YAML_SCALAR_EVENT: {
      auto& scalar = event.data.scalar;
      const std::string_view text(reinterpret_cast<const char*>(scalar.value), scalar.length);
      if (scalar.style == YAML_PLAIN_SCALAR_STYLE) break;
      if (may_stand_unquoted(text)) {
        scalar.plain_implicit = 1;
        scalar.style = YAML_ANY_SCALAR_STYLE;
      }
      break;
    }
    default:
      break;
  }
}

}  // namespace

bool may_stand_unquoted(std::string_view text) {
  if (text.empty()) return false;
  if (std::isalpha(static_cast<unsigned char>(text.front())) == 0 && text.front() != '/')
    return false;
  const auto lower = text::lower(text);
  constexpr std::string_view words[] = {"y",   "n",    "yes",   "no",  "on",
                                        "off", "true", "false", "null"};
  return std::find(std::begin(words), std::end(words), lower) == std::end(words);
}

std::string from_json(std::string_view json) {
  Parser reader;
  yaml_parser_set_input_string(&reader.parser, reinterpret_cast<const unsigned char*>(json.data()),
                               json.size());
  Emitter writer;
  const auto next = [&] {
    yaml_event_t event;
    if (yaml_parser_parse(&reader.parser, &event) == 0) {
      throw std::runtime_error("from_json was given what is not JSON");
    }
    return event;
  };
  const auto is_end = [](const yaml_event_t& event) {
    return event.type == YAML_MAPPING_END_EVENT || event.type == YAML_SEQUENCE_END_EVENT;
  };
  // One event of look-ahead tells an empty collection, which has no block form.
  yaml_event_t event = next();
  while (event.type != YAML_STREAM_END_EVENT) {
    yaml_event_t following = next();
    restyle(event, is_end(following));
    writer.emit(event);
    event = following;
  }
  writer.emit(event);
  return writer.output();
}

}  // namespace telepresence::yaml
