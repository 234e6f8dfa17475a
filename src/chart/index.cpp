#include "chart/index.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <new>
#include <nlohmann/json.hpp>
#include <string_view>
#include <utility>

#include "platform/interrupt.hpp"
#include "util/error.hpp"

namespace telepresence::chart {
namespace {

// An index has a handful of levels. Deep nesting costs libyaml the square of it.
constexpr int deepest = 100;

[[noreturn]] void fail_at(const std::string& origin, std::size_t line, const std::string& problem) {
  throw Error(ErrorKind::input, fmt::format("{}:{}: {}", origin, line, problem),
              "It is not the index of a Helm repository.");
}

// Helm refuses it in YAML, and takes the last one in JSON.
std::string stands_twice(std::string_view key) { return fmt::format("'{}' is there twice", key); }

void stop_if_interrupted(std::size_t events) {
  constexpr std::size_t pause = 4096;
  if (events % pause == 0 && platform::interrupted()) {
    throw Error(ErrorKind::interrupted, "reading the index was interrupted; nothing was changed");
  }
}

using Visit = std::function<void(const IndexEntry&)>;

// What is kept of a version, by its key; null for what is not.
std::string* field_for(std::string_view key, IndexEntry& entry) {
  if (key == "version") return &entry.version;
  if (key == "appVersion") return &entry.app_version;
  if (key == "created") return &entry.created;
  if (key == "digest") return &entry.digest;
  return nullptr;
}

// An index in JSON, which helm reads as such: white space may be tabs and characters may be
// written in halves, \ud83d\ude00, which libyaml refuses. nlohmann's parser calls the
// functions with small names, one for each thing it meets; none is kept but what is wanted.
class JsonIndex {
 public:
  JsonIndex(const std::filesystem::path& path, const std::string& chart_name, std::string origin)
      : chart_name_(chart_name), origin_(std::move(origin)), file_(path, std::ios::binary) {}

  // Whether it was a JSON object to its end; if not, some entries may have been visited.
  bool read(const Visit& visit) {
    file_.clear();
    file_.seekg(0);
    visit_ = &visit;
    levels_ = on_way_ = 0;
    events_ = 0;
    entries_seen_ = chart_seen_ = false;
    return nlohmann::json::sax_parse(file_, this);
  }

  bool key(std::string& name) {
    if (!is_on_way()) return true;
    leads_on_ = false;
    field_ = nullptr;
    if (on_way_ == root && name == "entries") {
      if (std::exchange(entries_seen_, true)) fail(stands_twice(name));
      leads_on_ = true;
    } else if (on_way_ == charts && name == chart_name_) {
      if (std::exchange(chart_seen_, true)) fail(stands_twice(name));
      leads_on_ = true;
    } else if (on_way_ == version) {
      leads_on_ = name == "urls";
      field_ = field_for(name, entry_);
    }
    return true;
  }

  bool start_object(std::size_t /*size*/) {
    const bool wanted = on_way_ == outside || (on_way_ == root && leads_on_) || on_way_ == versions;
    const bool entered = enter(wanted);
    if (entered && on_way_ == version) entry_ = {};
    return true;
  }

  // A whole index that is a list is left to the reader of YAML, which says what is expected.
  bool start_array(std::size_t /*size*/) {
    if (enter(leads_on_ && (on_way_ == charts || on_way_ == version))) is_first_ = true;
    return levels_ > 1;
  }

  bool end_object() { return leave(); }
  bool end_array() { return leave(); }

  bool string(std::string& text) { return take(std::move(text)); }
  bool null() { return take({}); }
  bool boolean(bool value) { return take(value ? "true" : "false"); }
  bool number_integer(std::int64_t value) { return take(fmt::to_string(value)); }
  bool number_unsigned(std::uint64_t value) { return take(fmt::to_string(value)); }
  bool number_float(double /*value*/, const std::string& text) { return take(std::string(text)); }
  static bool binary(const nlohmann::json::binary_t& /*bytes*/) { return false; }
  static bool parse_error(std::size_t /*position*/, const std::string& /*token*/,
                          const nlohmann::json::exception& /*error*/) {
    return false;
  }

 private:
  // The way to what is wanted: {entries: {CHART: [{urls: [...]}]}}.
  enum Level { outside, root, charts, versions, version, urls };

  // Directly in the last level of the way that was entered, not in something beside it.
  bool is_on_way() const { return levels_ == on_way_; }

  // Steps into an object or a list; whether it is one of the way.
  bool enter(bool wanted) {
    const bool entered = wanted && is_on_way();
    if (!entered) take({});
    if (++levels_ > deepest) fail("nested too deeply");
    if (entered) on_way_ = levels_;
    return entered;
  }

  bool leave() {
    if (is_on_way()) {
      if (on_way_ == version) (*visit_)(entry_);
      --on_way_;
    }
    --levels_;
    return true;
  }

  // The value of a field or the first address; null, objects and lists count as "".
  bool take(std::string&& text) {
    stop_if_interrupted(++events_);
    if (!is_on_way()) return true;
    if (on_way_ == version && field_ != nullptr) {
      *field_ = std::move(text);
    } else if (on_way_ == urls && std::exchange(is_first_, false)) {
      entry_.url = std::move(text);
    }
    return on_way_ != outside;
  }

  [[noreturn]] void fail(const std::string& problem) {
    auto& bytes = *file_.rdbuf();
    const auto end = bytes.pubseekoff(0, std::ios::cur, std::ios::in);
    bytes.pubseekpos(0, std::ios::in);
    std::size_t line = 1;
    for (std::streamoff i = 0; i < end; ++i) {
      if (bytes.sbumpc() == '\n') ++line;
    }
    fail_at(origin_, line, problem);
  }

  const std::string& chart_name_;
  std::string origin_;
  std::ifstream file_;
  const Visit* visit_ = nullptr;
  int levels_ = 0;  // objects and lists that are open
  int on_way_ = 0;  // how many of them, from outside, are of the way
  std::size_t events_ = 0;
  bool entries_seen_ = false;
  bool chart_seen_ = false;
  bool leads_on_ = false;         // the last key on the way is of the way
  std::string* field_ = nullptr;  // the last key is of this field
  bool is_first_ = false;         // the next address is the first
  IndexEntry entry_;
};

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// Its own class, so that it is freed when the first event is an error.
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

// libyaml's events, one after the other; the one at hand is always valid.
class Events {
 public:
  Events(const std::filesystem::path& path, std::string origin)
      : origin_(std::move(origin)), file_(std::fopen(path.c_str(), "rb")) {
    if (!file_) throw Error(ErrorKind::input, path.string() + ": cannot be read");
    yaml_parser_set_input_file(&yaml_.parser, file_.get());
    next();
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  Events(Events&&) = delete;
  Events& operator=(Events&&) = delete;
  ~Events() { yaml_event_delete(&event_); }

  void next() {
    yaml_event_delete(&event_);
    stop_if_interrupted(++events_);
    const auto& parser = yaml_.parser;
    if (yaml_parser_parse(&yaml_.parser, &event_) != 0) {
      count_depth();
      return;
    }
    if (parser.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    fail(parser.problem != nullptr ? parser.problem : "not YAML", parser.problem_mark.line);
  }

  bool is(yaml_event_type_t type) const { return event_.type == type; }

  // Whether the key at hand is `name`, which may stand there once only.
  bool is_only(std::string_view name, bool& seen) const {
    if (scalar() != name) return false;
    if (std::exchange(seen, true)) fail(stands_twice(name), event_.start_mark.line);
    return true;
  }

  // Steps into the mapping, sequence or document at hand.
  void enter(yaml_event_type_t type, const char* expected) {
    if (!is(type)) fail(fmt::format("expected {}", expected), event_.start_mark.line);
    next();
  }

  // The scalar at hand; "" for anything else, and for null. Steps behind it.
  std::string take_scalar() {
    std::string text;
    if (is(YAML_SCALAR_EVENT)) {
      const auto& scalar = event_.data.scalar;
      text.assign(reinterpret_cast<const char*>(scalar.value), scalar.length);
      const bool plain = scalar.style == YAML_PLAIN_SCALAR_STYLE;
      if (plain && (text == "null" || text == "~")) text.clear();
    }
    skip();
    return text;
  }

  // The scalar at hand, without a copy; valid until the next step.
  std::string_view scalar() const {
    if (!is(YAML_SCALAR_EVENT)) return {};
    const auto& scalar = event_.data.scalar;
    return {reinterpret_cast<const char*>(scalar.value), scalar.length};
  }

  // Steps behind the node at hand, however deep it is.
  void skip() {
    std::size_t depth = 0;
    do {
      if (is(YAML_MAPPING_START_EVENT) || is(YAML_SEQUENCE_START_EVENT)) ++depth;
      if (is(YAML_MAPPING_END_EVENT) || is(YAML_SEQUENCE_END_EVENT)) --depth;
      next();
    } while (depth > 0);
  }

 private:
  void count_depth() {
    if (is(YAML_MAPPING_START_EVENT) || is(YAML_SEQUENCE_START_EVENT)) ++depth_;
    if (is(YAML_MAPPING_END_EVENT) || is(YAML_SEQUENCE_END_EVENT)) --depth_;
    if (depth_ > deepest) fail("nested too deeply", event_.start_mark.line);
    // What stands elsewhere in the file would be left out without a word.
    if (is(YAML_ALIAS_EVENT)) fail("aliases are not read in an index", event_.start_mark.line);
  }

  [[noreturn]] void fail(const std::string& problem, std::size_t line) const {
    fail_at(origin_, line + 1, problem);
  }

  std::string origin_;
  std::unique_ptr<std::FILE, FileCloser> file_;
  Parser yaml_;
  yaml_event_t event_{};
  std::size_t events_ = 0;
  int depth_ = 0;
};

IndexEntry take_entry(Events& events) {
  IndexEntry entry;
  events.enter(YAML_MAPPING_START_EVENT, "a version of a chart");
  while (!events.is(YAML_MAPPING_END_EVENT)) {
    auto* const field = field_for(events.scalar(), entry);
    const bool urls = events.scalar() == "urls";
    events.skip();
    if (field != nullptr) {
      *field = events.take_scalar();
    } else if (urls && events.is(YAML_SEQUENCE_START_EVENT)) {
      events.next();
      if (!events.is(YAML_SEQUENCE_END_EVENT)) entry.url = events.take_scalar();
      while (!events.is(YAML_SEQUENCE_END_EVENT)) events.skip();
      events.next();
    } else {
      events.skip();
    }
  }
  events.next();
  return entry;
}

void read_versions(Events& events, const Visit& visit) {
  // `entries: {telepresence: null}`, which an emptied repository may have.
  if (!events.is(YAML_SEQUENCE_START_EVENT)) return events.skip();
  events.next();
  while (!events.is(YAML_SEQUENCE_END_EVENT)) {
    if (events.is(YAML_MAPPING_START_EVENT)) {
      visit(take_entry(events));
    } else {
      events.skip();  // null, as helm tolerates it
    }
  }
  events.next();
}

void read_yaml(const std::filesystem::path& file, const std::string& chart_name,
               const std::string& origin, const Visit& visit) {
  Events events(file, origin);
  events.enter(YAML_STREAM_START_EVENT, "a document");
  events.enter(YAML_DOCUMENT_START_EVENT, "a document");
  events.enter(YAML_MAPPING_START_EVENT, "a mapping with the key entries");
  bool entries_seen = false;
  bool chart_seen = false;
  while (!events.is(YAML_MAPPING_END_EVENT)) {
    const bool entries = events.is_only("entries", entries_seen);
    events.skip();
    if (!entries || !events.is(YAML_MAPPING_START_EVENT)) {
      events.skip();
      continue;
    }
    events.next();
    while (!events.is(YAML_MAPPING_END_EVENT)) {
      const bool wanted = events.is_only(chart_name, chart_seen);
      events.skip();
      if (wanted) {
        read_versions(events, visit);
      } else {
        events.skip();
      }
    }
    events.next();
  }
}

}  // namespace

void read_index(const std::filesystem::path& file, const std::string& chart_name,
                const std::string& origin, const std::function<void(const IndexEntry&)>& visit) {
  JsonIndex json(file, chart_name, origin);
  // As helm does: read as JSON only what is JSON to its end. YAML shows in its first line.
  if (json.read([](const IndexEntry&) {})) {
    json.read(visit);
  } else {
    read_yaml(file, chart_name, origin, visit);
  }
}

}  // namespace telepresence::chart
