#include "chart/index.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fstream>
#include <istream>
#include <nlohmann/json.hpp>
#include <streambuf>
#include <string_view>
#include <utility>

#include "platform/interrupt.hpp"
#include "util/error.hpp"
#include "yaml/events.hpp"
#include "yaml/parser.hpp"
#include "yaml/words.hpp"

namespace telepresence::chart {
namespace {

// An index has a handful of levels.
constexpr int deepest = 100;

[[noreturn]] void fail_at(const std::string& origin, std::size_t line, const std::string& problem) {
  throw Error(ErrorKind::input, fmt::format("{}:{}: {}", origin, line, problem));
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

// What no version has, and would be kept as it is; "" for none.
std::string too_long_in(const IndexEntry& entry) {
  constexpr std::size_t longest = 4096;
  for (const auto* field :
       {&entry.version, &entry.app_version, &entry.created, &entry.digest, &entry.url}) {
    if (field->size() <= longest) continue;
    return fmt::format("a version has a field of {} bytes; at most {} are read", field->size(),
                       longest);
  }
  return {};
}

// A file's bytes, which end early when more come at once than anybody writes: the parser of JSON
// would hold them all in memory.
class Bounded : public std::streambuf {
 public:
  explicit Bounded(const std::filesystem::path& path) : file_(path, std::ios::binary) {}

  void restart() {
    file_.clear();
    file_.seekg(0);
    setg(nullptr, nullptr, nullptr);
    since_event_ = 0;
    lines_ = 0;
  }

  // The parser has come to something.
  void event() { since_event_ = 0; }

  // Where it is, from 1 on.
  std::size_t line() const { return lines_ + newlines_until(gptr()) + 1; }

 protected:
  int_type underflow() override {
    if (since_event_ > yaml::most_bytes_for_event) return traits_type::eof();
    lines_ += newlines_until(egptr());
    file_.read(block_.data(), std::ssize(block_));
    const auto count = file_.gcount();
    if (count <= 0) return traits_type::eof();
    since_event_ += static_cast<std::size_t>(count);
    setg(block_.data(), block_.data(), block_.data() + count);
    return traits_type::to_int_type(*gptr());
  }

 private:
  // Of the block at hand.
  std::size_t newlines_until(const char* end) const {
    return static_cast<std::size_t>(std::count<const char*>(eback(), end, '\n'));
  }

  std::ifstream file_;
  std::array<char, 65536> block_{};
  std::size_t since_event_ = 0;
  std::size_t lines_ = 0;  // before the block at hand
};

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
      : chart_name_(chart_name), origin_(std::move(origin)), bytes_(path) {}

  // Whether it was a JSON object to its end; if not, some entries may have been visited.
  bool read(const Visit& visit) {
    bytes_.restart();
    std::istream stream(&bytes_);
    visit_ = &visit;
    levels_ = on_way_ = 0;
    events_ = 0;
    entries_seen_ = chart_seen_ = false;
    return nlohmann::json::sax_parse(stream, this);
  }

  bool key(std::string& name) {
    bytes_.event();
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
    stop_if_interrupted(++events_);
    const bool wanted = on_way_ == outside || (on_way_ == root && leads_on_) || on_way_ == versions;
    const bool entered = enter(wanted);
    if (entered && on_way_ == version) entry_ = {};
    return true;
  }

  // A whole index that is a list is left to the reader of YAML, which says what is expected.
  bool start_array(std::size_t /*size*/) {
    stop_if_interrupted(++events_);
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
      if (on_way_ == version) {
        if (const auto problem = too_long_in(entry_); !problem.empty()) fail(problem);
        (*visit_)(entry_);
      }
      --on_way_;
    }
    --levels_;
    return true;
  }

  // The value of a field or the first address; null, objects and lists count as "".
  bool take(std::string&& text) {
    bytes_.event();
    stop_if_interrupted(++events_);
    if (!is_on_way()) return true;
    if (on_way_ == version && field_ != nullptr) {
      *field_ = std::move(text);
    } else if (on_way_ == urls && std::exchange(is_first_, false)) {
      entry_.url = std::move(text);
    }
    return on_way_ != outside;
  }

  [[noreturn]] void fail(const std::string& problem) const {
    fail_at(origin_, bytes_.line(), problem);
  }

  const std::string& chart_name_;
  std::string origin_;
  Bounded bytes_;
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

using Kind = yaml::Event::Kind;

// An index in YAML, one event after the other; the one at hand is always valid.
class YamlIndex {
 public:
  YamlIndex(const std::filesystem::path& path, const std::string& origin)
      : file_(path, std::ios::binary), events_(file_, origin) {
    if (!file_) throw Error(ErrorKind::environment, path.string() + ": cannot be read");
    next();
    if (is(Kind::stream_end)) fail("expected a document");
  }

  void next() {
    stop_if_interrupted(++number_);
    event_ = events_.next();
    // What stands elsewhere in the file would be left out without a word.
    if (is(Kind::alias)) fail("aliases are not read in an index");
  }

  [[noreturn]] void fail(std::string_view problem) const { events_.fail(event_.line, problem); }

  bool is(Kind kind) const { return event_.kind == kind; }

  // Whether the key at hand is `name`, which may stand there once only.
  bool is_only(std::string_view name, bool& seen) const {
    if (scalar() != name) return false;
    if (std::exchange(seen, true)) fail(stands_twice(name));
    return true;
  }

  // Steps into the mapping at hand.
  void enter_mapping(std::string_view expected) {
    if (!is(Kind::mapping)) fail(fmt::format("expected {}", expected));
    next();
  }

  // The scalar at hand; "" for anything else, and for null. Steps behind it.
  std::string take_scalar() {
    const bool null = event_.plain && yaml::is_null_word(scalar());
    std::string text(null ? std::string_view() : scalar());
    skip();
    return text;
  }

  // The scalar at hand, without a copy; valid until the next step.
  std::string_view scalar() const { return is(Kind::scalar) ? event_.text : std::string_view(); }

  // Steps behind the node at hand and all that is in it.
  void skip() {
    int depth = 0;
    do {
      if (is(Kind::mapping) || is(Kind::sequence)) ++depth;
      if (is(Kind::collection_end)) --depth;
      next();
    } while (depth > 0);
  }

 private:
  std::ifstream file_;
  yaml::Events events_;
  yaml::Event event_;
  std::size_t number_ = 0;  // of events
};

IndexEntry take_entry(YamlIndex& index) {
  IndexEntry entry;
  index.enter_mapping("a version of a chart");
  while (!index.is(Kind::collection_end)) {
    auto* const field = field_for(index.scalar(), entry);
    const bool urls = index.scalar() == "urls";
    index.skip();
    if (field != nullptr) {
      *field = index.take_scalar();
    } else if (urls && index.is(Kind::sequence)) {
      index.next();
      if (!index.is(Kind::collection_end)) entry.url = index.take_scalar();
      while (!index.is(Kind::collection_end)) index.skip();
      index.next();
    } else {
      index.skip();
    }
  }
  if (const auto problem = too_long_in(entry); !problem.empty()) index.fail(problem);
  index.next();
  return entry;
}

void read_versions(YamlIndex& index, const Visit& visit) {
  // `entries: {telepresence: null}`, which an emptied repository may have.
  if (!index.is(Kind::sequence)) return index.skip();
  index.next();
  while (!index.is(Kind::collection_end)) {
    if (index.is(Kind::mapping)) {
      visit(take_entry(index));
    } else {
      index.skip();  // null, as helm tolerates it
    }
  }
  index.next();
}

void read_yaml(const std::filesystem::path& file, const std::string& chart_name,
               const std::string& origin, const Visit& visit) {
  YamlIndex index(file, origin);
  index.enter_mapping("a mapping with the key entries");
  bool entries_seen = false;
  bool chart_seen = false;
  while (!index.is(Kind::collection_end)) {
    const bool entries = index.is_only("entries", entries_seen);
    index.skip();
    if (!entries || !index.is(Kind::mapping)) {
      index.skip();
      continue;
    }
    index.next();
    while (!index.is(Kind::collection_end)) {
      const bool wanted = index.is_only(chart_name, chart_seen);
      index.skip();
      if (wanted) {
        read_versions(index, visit);
      } else {
        index.skip();
      }
    }
    index.next();
  }
}

void read_either(const std::filesystem::path& file, const std::string& chart_name,
                 const std::string& origin, const Visit& visit) {
  JsonIndex json(file, chart_name, origin);
  // As helm does: read as JSON only what is JSON to its end. YAML shows in its first line.
  if (json.read([](const IndexEntry&) {})) {
    json.read(visit);
  } else {
    read_yaml(file, chart_name, origin, visit);
  }
}

}  // namespace

void read_index(const std::filesystem::path& file, const std::string& chart_name,
                const std::string& origin, const std::function<void(const IndexEntry&)>& visit) {
  constexpr std::size_t most_versions = 100000;
  std::size_t versions = 0;
  try {
    read_either(file, chart_name, origin, [&](const IndexEntry& entry) {
      if (++versions > most_versions) {
        throw Error(ErrorKind::input, fmt::format("{}: more than {} versions of the chart {}",
                                                  origin, most_versions, chart_name));
      }
      visit(entry);
    });
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::input) throw;
    throw error.with_hint("It is not the index of a Helm repository.");
  }
}

}  // namespace telepresence::chart
