// The keys of a chart's values, one level at a time, as --set names them: for completion.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace telepresence::chart {

struct ValueKey {
  std::string name;
  bool is_map = false;  // keys may follow
  std::string meaning;  // the first sentence of the comment above it; "" without one
};

// Those below `path`, "agent.image"; "" is the top. `values` is the text of a values.yaml. A key
// with a dot is left out: --set takes it in another spelling. Throws Error (input) when it is no
// YAML.
std::vector<ValueKey> value_keys(std::string_view values, std::string_view path);

// The same of a chart's folder, with the values of its subcharts.
std::vector<ValueKey> value_keys_of(const std::filesystem::path& chart, std::string_view path);

// A word behind --set that is not finished, where a key stands last.
struct TypedKey {
  std::string before;  // all but the last part of the key: "a=b,agent.image."
  std::string path;    // the parts before it: "agent.image"
};

// Whether commas part several KEY=VALUE, as for all flags but --set-literal.
enum class Pairs { one, several };

// Nothing while a value is being typed. A comma behind a backslash, or within {} or [], is part of
// a value, as helm reads it (pkg/strvals).
std::optional<TypedKey> typed_key(std::string_view word, Pairs pairs);

}  // namespace telepresence::chart
