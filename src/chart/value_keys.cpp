#include "chart/value_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "chart/archive.hpp"
#include "platform/files.hpp"
#include "util/text.hpp"
#include "yaml/document.hpp"

namespace telepresence::chart {
namespace {

namespace fs = std::filesystem;

// The lines of comment right above line number `line`, joined.
std::string comment_above(const std::vector<std::string>& lines, std::size_t line) {
  std::string comment;
  for (auto i = line - 1; i > 0; --i) {
    auto above = text::trim(lines[i - 1]);
    if (!above.starts_with('#')) break;
    above = text::trim(above.substr(1));
    comment = comment.empty() ? std::string(above) : fmt::format("{} {}", above, comment);
  }
  return comment;
}

// "e.g. this" ends none.
std::string first_sentence(const std::string& comment) {
  auto end = comment.find(". ");
  while (end != std::string::npos &&
         std::isupper(static_cast<unsigned char>(comment[end + 2])) == 0) {
    end = comment.find(". ", end + 1);
  }
  auto sentence = comment.substr(0, end);
  if (sentence.ends_with('.')) sentence.pop_back();
  return sentence;
}

yaml::Node node_at(yaml::Node node, std::string_view path) {
  if (path.empty()) return node;
  for (const auto& key : text::split(path, '.')) node = node[key];
  return node;
}

std::vector<ValueKey> keys_in_file(const fs::path& file, std::string_view path) {
  const auto values = platform::read_file_if_present(file, largest_file);
  return values ? value_keys(*values, path) : std::vector<ValueKey>();
}

}  // namespace

std::vector<ValueKey> value_keys(std::string_view values, std::string_view path) {
  const auto document = yaml::Document::parse(values, "values.yaml");
  const auto lines = text::split(values, '\n');
  std::vector<ValueKey> keys;
  for (const auto& [key, value] : node_at(document.root(), path).entries()) {
    if (key.scalar().empty() || key.scalar().find('.') != std::string_view::npos) continue;
    keys.push_back({std::string(key.scalar()), value.kind() == yaml::Node::Kind::mapping,
                    first_sentence(comment_above(lines, key.line()))});
  }
  return keys;
}

std::vector<ValueKey> value_keys_of(const fs::path& chart, std::string_view path) {
  auto keys = keys_in_file(chart / "values.yaml", path);
  if (path.empty()) return keys;
  const auto end = std::min(path.find('.'), path.size());
  const auto subchart = chart / "charts" / path.substr(0, end);
  for (auto& key :
       keys_in_file(subchart / "values.yaml", path.substr(std::min(end + 1, path.size())))) {
    if (std::ranges::find(keys, key.name, &ValueKey::name) == keys.end()) {
      keys.push_back(std::move(key));
    }
  }
  return keys;
}

std::optional<TypedKey> typed_key(std::string_view word, Pairs pairs) {
  std::size_t last_part = 0;  // of the key that stands last
  std::size_t key = 0;
  int depth = 0;
  bool is_in_value = false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c = word[i];
    if (c == '\\') {
      ++i;
    } else if (is_in_value && (c == '{' || c == '[')) {
      ++depth;
    } else if (is_in_value && (c == '}' || c == ']')) {
      --depth;
    } else if (c == '=') {
      is_in_value = true;
    } else if (c == ',' && depth <= 0 && pairs == Pairs::several) {
      is_in_value = false;
      key = last_part = i + 1;
    } else if (c == '.' && !is_in_value) {
      last_part = i + 1;
    }
  }
  if (is_in_value) return std::nullopt;
  const auto size = last_part > key ? last_part - 1 - key : 0;
  return TypedKey{std::string(word.substr(0, last_part)), std::string(word.substr(key, size))};
}

}  // namespace telepresence::chart
