#include "release/known_answer.hpp"

#include <utility>

#include "platform/files.hpp"
#include "platform/staged.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::release {

std::string cluster_and_user(const kubeconfig::Selection& selected,
                             const platform::Environment& environment) {
  std::vector<std::string> parts = {selected.cluster_file.string(), selected.context,
                                    selected.server};
  for (const auto* variable : {"HELM_KUBEAPISERVER", "HELM_KUBEASUSER", "HELM_KUBEASGROUPS"}) {
    parts.push_back(environment.get(variable).value_or(""));
  }
  return text::join(parts, "\n");
}

bool leads_to_cluster(const kubeconfig::Selection& selected,
                      const platform::Environment& environment) {
  return !selected.server.empty() || environment.get("HELM_KUBEAPISERVER").has_value();
}

KnownAnswer::KnownAnswer(std::filesystem::path file, std::chrono::seconds fresh)
    : file_(std::move(file)), fresh_(fresh) {}

std::vector<std::string> KnownAnswer::lines() const {
  constexpr std::size_t most_bytes = 4UL << 20U;
  const auto kept = platform::read_file_if_present(file_, most_bytes).value_or("");
  return kept.empty() ? std::vector<std::string>() : text::split(kept, '\n');
}

bool KnownAnswer::take_turn() const {
  std::error_code error;
  const auto asked = std::filesystem::last_write_time(file_, error);
  if (!error && std::filesystem::file_time_type::clock::now() - asked < fresh_) return false;
  try {
    // The same, and a new time.
    keep(lines());
  } catch (const Error&) {
    // Where nothing can be kept there is nothing to ask for.
    return false;
  }
  return true;
}

void KnownAnswer::keep(const std::vector<std::string>& lines) const {
  platform::write_file_atomically(file_, text::join(lines, "\n"), false);
}

}  // namespace telepresence::release
