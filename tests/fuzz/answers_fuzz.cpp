// Whatever helm, a telepresence client or a user says, it is understood or refused: answers in
// JSON, errors, versions, ranges.
#include <exception>
#include <string>

#include "cluster/releases.hpp"
#include "fuzzing.hpp"
#include "helm/messages.hpp"
#include "supply/client.hpp"
#include "util/error.hpp"
#include "util/semver.hpp"
#include "util/text.hpp"
#include "util/version_range.hpp"

using namespace telepresence;

namespace {

template <typename T>
void ask(const cluster::Question<T>& question, const std::string& answer) {
  try {
    question.parse(answer);
  } catch (const Error& error) {
    fuzzing::check(!std::string(error.what()).empty(), "an error says something");
  }
}

void read_answers(const std::string& text) {
  ask(cluster::releases_everywhere(), text);
  ask(cluster::history_in("ambassador"), text);
  supply::parse_client("telepresence", text);
}

void read_errors(const std::string& text) {
  helm::classify(text);
  helm::classify_pull(text);
  helm::classify_verify(text);
  helm::describe_unreachable(text);
  helm::missing_namespace(text);
  helm::ending_namespace(text);
  helm::without_success_of_uninstall(text);
  helm::parse_taken_object(text);
  helm::parse_field_conflict(text);
  helm::left_for_want_of_rights(text);
  helm::signer_in(text);
}

void read_versions(const std::string& text) {
  const auto version = Version::parse(text);
  if (version) {
    const auto again = Version::parse(version->to_string());
    fuzzing::check(again && *again == *version, "a version is what it is written as");
  }
  if (const auto range = VersionRange::parse(text)) {
    range->contains(version.value_or(Version{2, 18, 1, "", ""}));
    range->reaches(Version{2, 20, 0, "", ""});
  }
}

void show(const std::string& text) {
  const auto shown = text::printable(text);
  fuzzing::check(text::printable(shown) == shown, "what is printable stays");
  const auto harmless = text::without_logins(text);
  fuzzing::check(text::without_logins(harmless) == harmless, "a login is taken out at once");
  fuzzing::check(text::shown(text) == text || text::may_hold_login(text), "others are shown");
  text::shell_quoted(text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const auto text = fuzzing::text_of(data, size);
  read_answers(text);
  read_errors(text);
  read_versions(text);
  show(text);
  return 0;
}
