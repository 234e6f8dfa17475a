#include "chart/index.hpp"

#include <fmt/format.h>
#include <yaml.h>

#include <cstdio>
#include <memory>
#include <new>
#include <string_view>

#include "platform/interrupt.hpp"
#include "util/error.hpp"

namespace telepresence::chart {
namespace {

struct FileCloser {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

// libyaml's events, one after the other; the one at hand is always valid.
class Events {
 public:
  Events(const std::filesystem::path& path, std::string origin)
      : origin_(std::move(origin)), file_(std::fopen(path.c_str(), "rb")) {
    if (!file_) throw Error(ErrorKind::input, path.string() + ": cannot be read");
    if (yaml_parser_initialize(&parser_) == 0) throw std::bad_alloc();
    yaml_parser_set_input_file(&parser_, file_.get());
    next();
  }
  Events(const Events&) = delete;
  Events& operator=(const Events&) = delete;
  Events(Events&&) = delete;
  Events& operator=(Events&&) = delete;
  ~Events() {
    yaml_event_delete(&event_);
    yaml_parser_delete(&parser_);
  }

  void next() {
    yaml_event_delete(&event_);
    constexpr std::size_t pause = 4096;
    if (++events_ % pause == 0 && platform::interrupted()) {
      throw Error(ErrorKind::interrupted, "reading the index was interrupted; nothing was changed");
    }
    if (yaml_parser_parse(&parser_, &event_) != 0) {
      count_depth();
      return;
    }
    if (parser_.error == YAML_MEMORY_ERROR) throw std::bad_alloc();
    fail(parser_.problem != nullptr ? parser_.problem : "not YAML", parser_.problem_mark.line);
  }

  bool is(yaml_event_type_t type) const { return event_.type == type; }

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
  // Deep nesting costs libyaml the square of it; an index has a handful of levels.
  void count_depth() {
    constexpr int deepest = 100;
    if (is(YAML_MAPPING_START_EVENT) || is(YAML_SEQUENCE_START_EVENT)) ++depth_;
    if (is(YAML_MAPPING_END_EVENT) || is(YAML_SEQUENCE_END_EVENT)) --depth_;
    if (depth_ > deepest) fail("nested too deeply", event_.start_mark.line);
    // What stands elsewhere in the file would be left out without a word.
    if (is(YAML_ALIAS_EVENT)) fail("aliases are not read in an index", event_.start_mark.line);
  }

  [[noreturn]] void fail(const std::string& problem, std::size_t line) const {
    throw Error(ErrorKind::input, fmt::format("{}:{}: {}", origin_, line + 1, problem),
                "It is not the index of a Helm repository.");
  }

  std::string origin_;
  std::unique_ptr<std::FILE, FileCloser> file_;
  yaml_parser_t parser_{};
  yaml_event_t event_{};
  std::size_t events_ = 0;
  int depth_ = 0;
};

IndexEntry take_entry(Events& events) {
  IndexEntry entry;
  events.enter(YAML_MAPPING_START_EVENT, "a version of a chart");
  while (!events.is(YAML_MAPPING_END_EVENT)) {
    const auto key = events.scalar();
    std::string* field = nullptr;
    if (key == "version") field = &entry.version;
    if (key == "appVersion") field = &entry.app_version;
    if (key == "created") field = &entry.created;
    if (key == "digest") field = &entry.digest;
    const bool urls = key == "urls";
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

void read_versions(Events& events, const std::function<void(const IndexEntry&)>& visit) {
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

}  // namespace

void read_index(const std::filesystem::path& file, const std::string& chart_name,
                const std::string& origin, const std::function<void(const IndexEntry&)>& visit) {
  Events events(file, origin);
  events.enter(YAML_STREAM_START_EVENT, "a document");
  events.enter(YAML_DOCUMENT_START_EVENT, "a document");
  events.enter(YAML_MAPPING_START_EVENT, "a mapping with the key entries");
  while (!events.is(YAML_MAPPING_END_EVENT)) {
    const bool entries = events.scalar() == "entries";
    events.skip();
    if (!entries || !events.is(YAML_MAPPING_START_EVENT)) {
      events.skip();
      continue;
    }
    events.next();
    while (!events.is(YAML_MAPPING_END_EVENT)) {
      const bool wanted = events.scalar() == chart_name;
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

}  // namespace telepresence::chart
