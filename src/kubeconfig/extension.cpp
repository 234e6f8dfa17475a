#include "kubeconfig/extension.hpp"

#include <fmt/format.h>

#include <regex>

#include "kubeconfig/path_to_extension.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::kubeconfig {
namespace {

// Whether go-yaml, and so client-go, reads the unquoted word as a boolean, number or date.
bool is_other_than_text(const yaml::Node& node) {
  // No namespace has more; and the expression below takes a stack as deep as the text is long.
  constexpr std::size_t longest = 63;
  if (!node.is_plain() || node.scalar().size() > longest) return false;
  const std::string word = text::lower(node.scalar());
  for (const char* known : {"y", "n", "yes", "no", "on", "off", "true", "false"}) {
    if (word == known) return true;
  }
  static const std::regex number(
      "[-+]?(0x[0-9a-f_]+|0b[01_]+|0o[0-7_]+|[0-9][0-9_]*(\\.[0-9_]*)?(e[-+]?[0-9]+)?)|"
      "[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}");
  return std::regex_match(word, number);
}

}  // namespace

std::optional<ManagerNamespace> read_manager_namespace(const yaml::Node& cluster,
                                                       const std::string& origin) {
  for (const auto& item : cluster["extensions"].items()) {
    if (item["name"].scalar() != extension_name) continue;
    for (const auto form : {Form::manager, Form::cluster}) {
      const auto keys = keys_of(form);
      const auto name = item["extension"][keys.holder][keys.name];
      if (name.scalar().empty()) continue;
      if (is_other_than_text(name)) {
        throw Error(ErrorKind::input,
                    fmt::format("{}:{}: the Traffic Manager's namespace is {}, which is no text "
                                "in YAML",
                                origin, name.line(), name.scalar()),
                    fmt::format("Put it in quotes: \"{}\"", name.scalar()));
      }
      return ManagerNamespace{std::string(name.scalar()), form, name.line()};
    }
  }
  return std::nullopt;
}

Form form_of_client(const Version& client) {
  const Version first_with_newer_key{2, 21, 0, {}, {}};
  return client >= first_with_newer_key ? Form::cluster : Form::manager;
}

}  // namespace telepresence::kubeconfig
