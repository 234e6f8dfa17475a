#include "kubeconfig/extension.hpp"

#include <fmt/format.h>

#include "kubeconfig/path_to_extension.hpp"
#include "util/error.hpp"
#include "yaml/words.hpp"

namespace telepresence::kubeconfig {

std::optional<ManagerNamespace> read_manager_namespace(const yaml::Node& cluster,
                                                       const std::string& origin) {
  for (const auto& item : cluster["extensions"].items()) {
    if (item["name"].scalar() != extension_name) continue;
    for (const auto form : {Form::manager, Form::cluster}) {
      const auto keys = keys_of(form);
      const auto name = item["extension"][keys.holder][keys.name];
      if (name.scalar().empty()) continue;
      // What is longer is no namespace in any case, and too long for an error.
      constexpr std::size_t longest = 63;
      if (name.is_plain() && name.scalar().size() <= longest &&
          !yaml::reads_as_text(name.scalar())) {
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
