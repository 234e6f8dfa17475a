#include "yaml/documents.hpp"

#include <fmt/format.h>
#include <yaml-cpp/emitter.h>
#include <yaml-cpp/emittermanip.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>
#include <vector>

#include "util/error.hpp"
#include "util/text.hpp"
#include "yaml/builder.hpp"
#include "yaml/document.hpp"
#include "yaml/events.hpp"
#include "yaml/words.hpp"

namespace telepresence::yaml {
namespace {

// -- Reading --------------------------------------------------------------------------------------

std::size_t line_of(const YAML::Mark& mark) {
  return static_cast<std::size_t>(std::max(mark.line, 0)) + 1;
}

// yaml-cpp numbers the anchors.
std::string name_of(YAML::anchor_t anchor) { return anchor == 0 ? "" : std::to_string(anchor); }

// Has a Value made of yaml-cpp's events.
class Handler : public YAML::EventHandler {
 public:
  explicit Handler(const std::string& origin) : builder_(origin) {}

  Value take() { return builder_.take(); }

  void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_scalar(Value::null(), line_of(mark), name_of(anchor));
  }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& text) override {
    // "?" stands for neither tag nor quotes.
    builder_.add_scalar(scalar_of(tag, text), line_of(mark), name_of(anchor));
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    builder_.add_alias(name_of(anchor), line_of(mark));
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    builder_.begin_list(line_of(mark), name_of(anchor));
  }

  void OnSequenceEnd() override { builder_.end(); }

  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    builder_.begin_map(line_of(mark), name_of(anchor));
  }

  void OnMapEnd() override { builder_.end(); }

 private:
  Builder builder_;
};

// yaml-cpp lets pass what helm refuses, as an open quote at the end of the text, and has no limits:
// so libyaml looks at it first.
void check(std::string_view text, const std::string& origin) {
  Events events(text, origin);
  Event event;
  std::size_t number = 0;
  do {
    event = events.next();
    if (++number > most_values) {
      fail_at(origin, event.line, fmt::format("more than {} values", most_values));
    }
  } while (event.kind != Event::Kind::document_end && event.kind != Event::Kind::stream_end);
}

// yaml-cpp ends a line at \n and \r\n only; YAML 1.1 does at \r and U+0085 too.
std::string with_known_line_ends(std::string_view text) {
  constexpr std::string_view next_line = "\xc2\x85";
  std::string result;
  result.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_next_line = text.substr(i).starts_with(next_line);
    const bool is_return = text[i] == '\r' && !text.substr(i).starts_with("\r\n");
    result += is_next_line || is_return ? '\n' : text[i];
    if (is_next_line) ++i;
  }
  return result;
}

std::string problem_of(const YAML::Exception& error) {
  // The anchor's name is not told: a password may begin with an asterisk.
  const bool no_anchor = error.msg.starts_with(YAML::ErrorMsg::UNKNOWN_ANCHOR);
  return no_anchor ? "there is no such anchor" : error.msg;
}

// -- Writing --------------------------------------------------------------------------------------

// A reader looks for the colon behind a key no further than 1024 characters; one of the key's bytes
// takes up to four within quotes.
constexpr std::size_t longest_simple_key = 250;

bool is_printable_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

// They would begin a document, or end it. yaml-cpp quotes whatever else has a meaning.
bool is_like_marker(std::string_view text) {
  return text.starts_with("---") || text.starts_with("...");
}

// Whether it has a character that is better not written as it is. YAML 1.1 does not even read some
// of them as themselves within quotes: U+007F is refused, U+2028 and U+2029 end a line.
bool needs_escapes(std::string_view text) {
  return telepresence::text::printable(text, telepresence::text::Lines::keep) != text;
}

void emit_scalar(YAML::Emitter& emitter, const Value& scalar) {
  const std::string text(scalar.scalar());
  if (scalar.kind() == Value::Kind::text) {
    const bool plain = reads_as_text(text) && is_printable_ascii(text) && !is_like_marker(text);
    if (!plain) emitter << YAML::DoubleQuoted;
    if (needs_escapes(text)) emitter << YAML::EscapeNonAscii;
  }
  emitter << text;
}

void emit(YAML::Emitter& emitter, const Value& value);

void emit_list(YAML::Emitter& emitter, const Value& list) {
  emitter << (list.items().empty() ? YAML::Flow : YAML::Block) << YAML::BeginSeq;
  for (const auto& item : list.items()) emit(emitter, item);
  emitter << YAML::EndSeq;
}

void emit_map(YAML::Emitter& emitter, const Value& map) {
  emitter << (map.entries().empty() ? YAML::Flow : YAML::Block) << YAML::BeginMap;
  for (const auto& [key, value] : map.entries()) {
    if (key.scalar().size() > longest_simple_key) emitter << YAML::LongKey;
    emitter << YAML::Key;
    emit_scalar(emitter, key);
    emitter << YAML::Value;
    emit(emitter, value);
  }
  emitter << YAML::EndMap;
}

void emit(YAML::Emitter& emitter, const Value& value) {
  switch (value.kind()) {
    case Value::Kind::none:
    case Value::Kind::null:
      emitter << YAML::Null;
      return;
    case Value::Kind::text:
    case Value::Kind::literal:
      return emit_scalar(emitter, value);
    case Value::Kind::list:
      return emit_list(emitter, value);
    case Value::Kind::map:
      return emit_map(emitter, value);
  }
}

// -- JSON -----------------------------------------------------------------------------------------

using Json = nlohmann::ordered_json;

// A number of YAML 1.1 has a point: PyYAML takes 1e+20 for text.
std::string with_point(std::string number) {
  const auto exponent = number.find('e');
  if (exponent != std::string::npos && number.find('.') == std::string::npos) {
    number.insert(exponent, ".0");
  }
  return number;
}

Value value_of(const Json& json) {
  if (json.is_null()) return Value::null();
  if (json.is_string()) return Value::text(json.get<std::string>());
  if (json.is_array()) {
    std::vector<Value> items;
    for (const auto& item : json) items.push_back(value_of(item));
    return Value::list(std::move(items));
  }
  if (json.is_object()) {
    std::vector<Entry> entries;
    for (const auto& [key, value] : json.items()) {
      entries.push_back({Value::text(key), value_of(value)});
    }
    return Value::map(std::move(entries));
  }
  return Value::literal(json.is_number_float() ? with_point(json.dump()) : json.dump());
}

Json json_of(const Value& value) {
  const auto scalar = value.scalar();
  switch (value.kind()) {
    case Value::Kind::none:
    case Value::Kind::null:
      break;
    case Value::Kind::text:
      return std::string(scalar);
    case Value::Kind::literal: {
      auto literal = Json::parse(scalar, nullptr, false);
      return literal.is_discarded() ? Json(std::string(scalar)) : literal;
    }
    case Value::Kind::list: {
      auto list = Json::array();
      for (const auto& item : value.items()) list.push_back(json_of(item));
      return list;
    }
    case Value::Kind::map: {
      auto map = Json::object();
      for (const auto& [key, inner] : value.entries())
        map[std::string(key.scalar())] = json_of(inner);
      return map;
    }
  }
  return nullptr;
}

Node::Kind kind_of(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::none:
      return Node::Kind::none;
    case Value::Kind::list:
      return Node::Kind::sequence;
    case Value::Kind::map:
      return Node::Kind::mapping;
    case Value::Kind::null:
    case Value::Kind::text:
    case Value::Kind::literal:
      break;
  }
  return Node::Kind::scalar;
}

// There is YAML that yaml-cpp and helm's parser read differently, such as an anchor whose name has
// a colon. What was checked here has to be what helm gets, so that is refused.
void check_helm_reads_it_too(const Value& value, const Node& node, const std::string& origin) {
  const bool is_null = value.kind() == Value::Kind::null;
  const auto items = node.items();
  if (kind_of(value) != node.kind() || value.items().size() != items.size() ||
      (is_null ? !node.is_null() : value.scalar() != node.scalar())) {
    fail_at(origin, std::max<std::size_t>(value.line(), 1),
            "YAML parsers differ in how they read this; quote it, or write it in another way");
  }
  for (std::size_t i = 0; i < items.size(); ++i) {
    check_helm_reads_it_too(value.items()[i], items[i], origin);
  }
  // A search for each key would take the time of all keys each.
  std::map<std::string_view, Node> own;
  bool merges = false;
  for (const auto& [key, inner] : node.entries()) {
    merges = merges || key.scalar() == "<<";
    own.insert_or_assign(key.scalar(), inner);
  }
  for (const auto& [key, inner] : value.entries()) {
    const auto found = own.find(key.scalar());
    const bool is_own = !merges && found != own.end();
    check_helm_reads_it_too(inner, is_own ? found->second : node[key.scalar()], origin);
  }
}

// More levels than are safe, since both the parser's result and a Value are destroyed level by
// level, on the stack; or more values; or more members of one object, for each of which the parser
// looks at all others.
bool is_too_much(std::string_view json) {
  constexpr std::size_t most_members = 20000;
  std::vector<std::size_t> members;  // of each level
  std::size_t values = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < json.size(); ++i) {
    const char c = json[i];
    if (in_text && c == '\\') {
      ++i;
    } else if (c == '"') {
      in_text = !in_text;
    } else if (!in_text && (c == '[' || c == '{')) {
      members.push_back(0);
      if (members.size() > deepest) return true;
    } else if (!in_text && (c == ']' || c == '}') && !members.empty()) {
      members.pop_back();
    } else if (!in_text && (c == ',' || c == ':')) {
      if (++values > most_values) return true;
      if (c == ':' && !members.empty() && ++members.back() > most_members) return true;
    }
  }
  return false;
}

}  // namespace

std::optional<Value> read_json(std::string_view text) {
  if (is_too_much(text)) return std::nullopt;
  const auto json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return std::nullopt;
  return value_of(json);
}

Value parse(std::string_view text, const std::string& origin, std::size_t most_bytes) {
  if (text.size() > most_bytes) {
    throw Error(ErrorKind::input, fmt::format("{}: larger than {}", origin,
                                              telepresence::text::binary_size(most_bytes)));
  }
  check(text, origin);
  std::istringstream stream(with_known_line_ends(text));
  Handler handler(origin);
  try {
    YAML::Parser(stream).HandleNextDocument(handler);
  } catch (const YAML::Exception& error) {
    fail_at(origin, line_of(error.mark), problem_of(error));
  }
  auto value = handler.take();
  check_helm_reads_it_too(value, Document::parse(text, origin).root(), origin);
  return value;
}

std::string to_json(const Value& value) {
  return json_of(value).dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::string write(const Value& value) {
  YAML::Emitter emitter;
  emitter << YAML::LowerNull;
  emit(emitter, value);
  if (!emitter.good()) throw std::runtime_error("yaml-cpp: " + emitter.GetLastError());
  return std::string(emitter.c_str(), emitter.size()) + '\n';
}

std::string from_json(std::string_view json) {
  const auto value = read_json(json);
  if (!value) throw std::runtime_error("from_json was given what is not JSON");
  return write(*value);
}

}  // namespace telepresence::yaml
