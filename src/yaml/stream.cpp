#include "yaml/stream.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "yaml/builder.hpp"
#include "yaml/events.hpp"

namespace telepresence::yaml {
namespace {

Value scalar_in(const Event& event) {
  const bool is_quoted = !event.plain && event.tag.empty();
  return scalar_of(is_quoted ? "!" : event.tag, event.text);
}

void take(const Event& event, Builder& builder) {
  switch (event.kind) {
    case Event::Kind::scalar:
      return builder.add_scalar(scalar_in(event), event.line, event.anchor);
    case Event::Kind::alias:
      return builder.add_alias(event.text, event.line);
    case Event::Kind::sequence:
      return builder.begin_list(event.line, event.anchor);
    case Event::Kind::mapping:
      return builder.begin_map(event.line, event.anchor);
    case Event::Kind::collection_end:
      return builder.end();
    case Event::Kind::document_end:
    case Event::Kind::stream_end:
      return;
  }
}

// Behind the last one nothing.
std::optional<Value> next_content(Events& events, Event& event, const std::string& origin) {
  Builder builder(origin);
  std::size_t values = 0;
  while (true) {
    event = events.next();
    if (event.kind == Event::Kind::stream_end) return std::nullopt;
    if (event.kind == Event::Kind::document_end) return builder.take();
    if (++values > most_values) {
      events.fail(event.line, fmt::format("more than {} values", most_values));
    }
    take(event, builder);
  }
}

}  // namespace

std::vector<StreamDocument> parse_stream(std::string_view text, const std::string& origin) {
  std::vector<StreamDocument> documents;
  Events events(text, origin);
  Event last;
  std::size_t begin = 0;
  while (auto content = next_content(events, last, origin)) {
    documents.push_back({text.substr(begin, last.end - begin), *std::move(content)});
    begin = last.end;
  }
  return documents;
}

}  // namespace telepresence::yaml
