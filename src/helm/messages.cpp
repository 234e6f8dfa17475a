#include "helm/messages.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <regex>
#include <vector>

#include "helm/arguments.hpp"
#include "util/text.hpp"

namespace telepresence::helm {
namespace {

// What stands in double quotes behind `marker`.
std::string quoted_after(std::string_view text, std::string_view marker) {
  const auto at = text.find(marker);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + marker.size());
  return std::string(text.substr(0, text.find('"')));
}

// What stands behind the last `marker`, to the end of the line; "" without it.
std::string line_after(std::string_view text, std::string_view marker) {
  const auto at = text.rfind(marker);
  if (at == std::string_view::npos) return {};
  text.remove_prefix(at + marker.size());
  return std::string(text::trim(text.substr(0, text.find('\n'))));
}

// Of klog: I, W, E or F with month and day, time, process, file and line. Of slog: key=value.
bool is_log(const std::string& line) {
  static const std::regex log(
      R"(^([IWEF]\d{4} \d\d:\d\d:\d\d|(time=\S+ )?level=(DEBUG|INFO|WARN|ERROR) ))");
  // A regular expression recurses with the length of what it reads.
  return std::regex_search(line.substr(0, 64), log);
}

constexpr std::string_view unreachable = "cluster unreachable:";
constexpr std::string_view kubernetes_unreachable = "kubernetes cluster unreachable:";

constexpr std::string_view cannot_parse_flag = "failed parsing ";
constexpr std::string_view template_says = "execution error at ";
constexpr std::string_view schema_says = "values don't meet the specifications";
constexpr std::string_view webhook_fails = "failed calling webhook";
constexpr std::string_view forbids = "is forbidden:";
constexpr std::string_view webhook_denies = "denied the request";

// Behind these others speak: an API server that repeats a value, a webhook, a template, a file.
constexpr std::string_view others_speak[] = {
    "is invalid:",
    webhook_denies,
    webhook_fails,
    template_says,
    schema_says,
    cannot_parse_flag,
    "error converting yaml",
    "unable to build kubernetes objects from release manifest",
};

// Helm's own error, in lowercase since helm 4 writes some of helm 3's with a small first letter:
// from its last line "Error: …" on, without what stands in quotes, and as far as helm itself
// speaks. Text of others must not pass for a cause.
std::string own_words(std::string_view error_output) {
  constexpr std::string_view start = "error: ";
  const auto all = text::lower(error_output);
  auto at = all.rfind("\n" + std::string(start));
  at = at == std::string::npos ? 0 : at + 1;
  std::string words;
  bool in_quotes = false;
  for (std::size_t i = at; i < all.size(); ++i) {
    if (all[i] == '\\') {
      ++i;
      continue;
    }
    if (all[i] == '"') in_quotes = !in_quotes;
    if (!in_quotes || all[i] == '"') words += all[i];
  }
  for (const auto mark : others_speak) {
    const auto found = words.find(mark);
    if (found != std::string::npos) words.resize(found + mark.size());
  }
  return words.starts_with(start) ? words.substr(start.size()) : std::string();
}

// Without what helm puts before a cause: the operation, a question of its own.
std::string_view cause_in(std::string_view words) {
  constexpr std::string_view wrappers[] = {"installation failed: ",
                                           "upgrade failed: ",
                                           "uninstall: ",
                                           "rollback failed: ",
                                           "query: failed to query with labels: ",
                                           "cluster reachability check failed: "};
  for (const auto wrapper : wrappers) {
    if (words.starts_with(wrapper)) words.remove_prefix(wrapper.size());
  }
  return words;
}

// The API server's words changed: "must have at most", "may not be more than".
bool is_too_large(std::string_view error_output) {
  return error_output.find("data: Too long: ") != std::string_view::npos &&
         error_output.find(" 1048576 ") != std::string_view::npos;
}

constexpr std::string_view cannot_record = "create: failed to create: ";
constexpr std::string_view wants_kubernetes = "chart requires kubeVersion: ";
constexpr std::string_view conflict_of = "conflict occurred while applying object ";
constexpr std::string_view cannot_import =
    " exists and cannot be imported into the current release";

}  // namespace

Failure classify(std::string_view error_output) {
  const auto own = own_words(error_output);
  const auto text = cause_in(own);
  const auto says = [&](std::string_view words) { return text.find(words) != std::string::npos; };
  const auto begins = [&](std::string_view words) { return text.starts_with(words); };
  if (begins(unreachable) || begins(kubernetes_unreachable)) return Failure::unreachable;
  if (says(cannot_import)) {
    const auto taken = parse_taken_object(error_output);
    return taken.is_claim() ? Failure::namespace_claimed : Failure::object_taken;
  }
  if (begins(cannot_record) && says("secret") && is_too_large(error_output)) {
    return Failure::release_too_large;
  }
  if (says("executing \"\" at <") && says("nil pointer evaluating")) return Failure::old_values;
  if (begins(template_says)) return Failure::values_refused;
  if (begins(schema_says)) return Failure::values_invalid;
  if (text.ends_with(webhook_denies)) return Failure::webhook_denied;
  if (text.ends_with(webhook_fails)) return Failure::webhook_failed;
  if (begins(text::lower(wants_kubernetes))) return Failure::kubernetes_too_old;
  if (begins(conflict_of)) return Failure::field_conflict;
  if (begins(cannot_parse_flag)) return Failure::flag_unreadable;
  const bool is_network = begins("read tcp") || begins("read udp");
  if (begins("open ") || (begins("read ") && !is_network) || begins("parse \"") ||
      begins("failed to parse ") || begins("failed to fetch ")) {
    return Failure::values_unreadable;
  }
  if (says("cannot re-use a name that is still in use") ||
      says("cannot reuse a name that is still in use")) {
    return Failure::release_exists;
  }
  // The second is a lost race: somebody else has just recorded the same revision.
  if (says("another operation (install/upgrade/rollback) is in progress") ||
      (says("failed to create") && says("already exists"))) {
    return Failure::operation_pending;
  }
  if (says("has no deployed releases") || says("release: not found")) {
    return Failure::release_not_found;
  }
  if (says("namespaces \"\" not found")) return Failure::namespace_not_found;
  if (says("because it is being terminated")) return Failure::namespace_ending;
  // Who lacks a right is named: `User "jane" cannot …`, `… is attempting to grant …`.
  if (says("is forbidden: user ") || says("unauthorized")) return Failure::forbidden;
  if (says(forbids)) return Failure::not_admitted;
  if (says("request did not complete within requested timeout")) return Failure::connection_lost;
  if (says("(client.timeout ") || says("connection refused") || says("no such host") ||
      says("i/o timeout")) {
    return Failure::connection_lost;
  }
  if (says("context deadline exceeded") || says("timed out waiting")) return Failure::not_ready;
  if (begins("get \"")) return Failure::values_unreadable;
  return Failure::other;
}

std::string without_log(std::string_view error_output) {
  std::string said;
  for (const auto& line : text::split(error_output, '\n')) {
    if (!is_log(line)) text::append_line(said, line);
  }
  return said.empty() ? std::string(error_output) : said;
}

bool is_about_recording(std::string_view error_output) {
  const auto own = own_words(error_output);
  return cause_in(own).starts_with(cannot_record);
}

std::string warnings_in(std::string_view error_output) {
  static const std::regex chatter(R"(^[IEF]\d{4} \d\d:\d\d:\d\d)");
  auto lines = text::split(error_output, '\n');
  std::erase_if(lines, [](const std::string& line) {
    return std::regex_search(line.substr(0, 64), chatter);
  });
  return text::join(lines, "\n");
}

std::string describe_unreachable(std::string_view error_output) {
  constexpr std::string_view missing_file = ": no such file or directory";
  constexpr std::string_view stat = "stat ";
  // Helm 4 has said it in a line of its log before.
  const auto at = text::lower(error_output).rfind(unreachable);
  if (at != std::string::npos) {
    auto reason = error_output.substr(at + unreachable.size());
    reason = text::trim(reason.substr(0, reason.find('\n')));
    if (reason.starts_with("context ") && reason.ends_with(" does not exist")) {
      return "the kubeconfig has no context " + quoted_after(reason, "\"");
    }
    if (reason.starts_with(stat) && reason.ends_with(missing_file)) {
      reason.remove_prefix(stat.size());
      reason.remove_suffix(missing_file.size());
      return "there is no kubeconfig file " + std::string(reason);
    }
    if (reason.find("asked for the client to provide credentials") != std::string_view::npos ||
        reason == "Unauthorized") {
      return "the cluster does not accept your credentials";
    }
    // Where client-go looks when it was given none, or one that does not exist by KUBECONFIG.
    if (reason.find("http://localhost:8080/") != std::string_view::npos) {
      return "the cluster cannot be reached at localhost:8080, where helm looks without a "
             "kubeconfig";
    }
  }
  return "the cluster cannot be reached";
}

std::string missing_namespace(std::string_view error_output) {
  return quoted_after(error_output, "namespaces \"");
}

std::string ending_namespace(std::string_view error_output) {
  constexpr std::string_view mark = "in namespace ";
  const auto end = error_output.rfind(" because it is being terminated");
  const auto at = error_output.substr(0, end).rfind(mark);
  if (end == std::string_view::npos || at == std::string_view::npos) return {};
  return std::string(error_output.substr(at + mark.size(), end - at - mark.size()));
}

// open FILE: no such file or directory; failed to parse FILE: error converting YAML to JSON: yaml:
// line 3: …; Get "URL": …; failed to fetch URL : 404 Not Found; failed parsing --set-file data: …
UnreadableFile unreadable_file(std::string_view error_output) {
  static const std::regex pattern(
      R"re(^(?:[A-Z]+ FAILED: )?(?:failed parsing --set-file data: )?)re"
      R"re((?:(open|read|failed to parse) (.+?): |(parse|Get) "([^"]+)": |)re"
      R"re((failed to fetch) (\S+) : )(.*)$)re");
  constexpr std::size_t most = 2048;  // a regular expression recurses with the length
  const auto begin = "\n" + std::string(error_output);
  const auto line = line_after(begin, "\nError: ").substr(0, most);
  std::smatch match;
  if (!std::regex_match(line, match, pattern)) return {};
  UnreadableFile file{match[2].str() + match[4].str() + match[6].str(), match[7]};
  file.is_fetched = match[3] == "Get" || match[5].matched;
  file.is_parsed = match[1] == "failed to parse";
  file.is_no_address = match[3] == "parse";
  return file;
}

bool repeats_values(std::string_view error_output) {
  const auto failure = classify(error_output);
  if (failure != Failure::flag_unreadable && failure != Failure::values_unreadable) return false;
  const auto file = unreadable_file(error_output);
  if (file.file.empty()) return failure == Failure::flag_unreadable;
  // A YAML library quotes what it does not understand.
  return file.is_no_address ||
         (file.is_parsed && file.reason.find_first_of("'`") != std::string::npos);
}

std::string unreadable_flag(std::string_view error_output) {
  const auto words = line_after(error_output, cannot_parse_flag);
  return words.substr(0, words.find(' '));
}

// …execution error at (telepresence/templates/x.yaml:17:8): a.b: must be …
std::string refusal_of_values(std::string_view error_output) {
  constexpr std::string_view end_of_place = "): ";
  const auto line = line_after(error_output, template_says);
  const auto at = line.find(end_of_place);
  return at == std::string::npos ? line : line.substr(at + end_of_place.size());
}

std::string missing_schema(std::string_view error_output) {
  const auto at = std::min(error_output.find(schema_says), error_output.size());
  const auto loading = quoted_after(error_output.substr(at), "failing loading \"");
  return loading.empty() ? quoted_after(error_output.substr(at), "Get \"") : loading;
}

// failed calling webhook "x.example.com": …
// admission webhook "x.example.com" denied the request: …
// Some put a blank line before what they have to say.
WebhookAnswer parse_webhook_answer(std::string_view error_output) {
  WebhookAnswer answer{quoted_after(error_output, "webhook \""), {}};
  const auto at = error_output.rfind(webhook_denies);
  if (at == std::string_view::npos) return answer;
  const auto said = text::trim(error_output.substr(at + webhook_denies.size()));
  if (said.starts_with(':')) {
    const auto message = text::trim(said.substr(1));
    answer.message = message.substr(0, message.find('\n'));
  }
  return answer;
}

std::string without_stacks(std::string_view error_output) {
  return std::string(error_output.substr(0, error_output.find("SIGQUIT: quit\n")));
}

bool is_about_a_credential_plugin(std::string_view error_output) {
  return error_output.find("getting credentials: exec") != std::string_view::npos;
}

std::string reason_not_admitted(std::string_view error_output) {
  return std::string(text::trim(line_after(error_output, forbids)));
}

bool is_about_a_missing_right(std::string_view error_output) {
  return classify(error_output) == Failure::forbidden &&
         own_words(error_output).find(forbids) != std::string::npos;
}

bool is_about_creating_a_namespace(std::string_view error_output) {
  return error_output.find("cannot create resource \"namespaces\"") != std::string_view::npos;
}

std::string refused_look_up(std::string_view error_output) {
  constexpr std::string_view mark = " cannot ";
  for (auto at = error_output.find(mark); at != std::string_view::npos;
       at = error_output.find(mark, at + 1)) {
    const auto refused = error_output.substr(at + mark.size());
    for (const std::string_view verb : {"list", "get"}) {
      const auto resource = fmt::format("{} resource \"", verb);
      if (!refused.starts_with(resource)) continue;
      return fmt::format("{} {}", verb, quoted_after(refused, resource));
    }
  }
  return {};
}

std::string without_success_of_uninstall(std::string_view output) {
  const auto done = fmt::format("release \"{}\" uninstalled\n", release_name);
  if (output.ends_with(done)) output.remove_suffix(done.size());
  return std::string(output);
}

TakenObject parse_taken_object(std::string_view error_output) {
  const auto end = error_output.find(cannot_import);
  if (end == std::string_view::npos) return {};
  // KIND "NAME" in namespace "NAMESPACE"
  const auto colon = error_output.rfind(": ", end);
  const auto start = colon == std::string_view::npos ? 0 : colon + 2;
  const auto object = error_output.substr(start, end - start);
  TakenObject taken;
  taken.kind = std::string(object.substr(0, object.find(' ')));
  taken.name = quoted_after(object, "\"");
  taken.object_namespace = quoted_after(object, "in namespace \"");
  const auto owner = error_output.find("\"meta.helm.sh/release-namespace\"", end);
  if (owner != std::string_view::npos) {
    taken.owner = quoted_after(error_output.substr(owner), "current value is \"");
  }
  return taken;
}

// "12 resource(s) were not deleted because their ownership could not be verified:", and then
// "[Role] traffic-manager: roles… is forbidden: User … cannot get resource … in the namespace
// "dev"" of each. What belongs to another release is listed there too, and is rightly left.
std::vector<LeftObject> left_for_want_of_rights(std::string_view output) {
  std::vector<LeftObject> left;
  for (const auto& line : text::split(output, '\n')) {
    const auto kind_end = line.find("] ");
    const auto name_end = line.find(": ");
    if (!line.starts_with('[') || kind_end == std::string::npos || name_end == std::string::npos ||
        name_end < kind_end || line.find(" is forbidden: ", name_end) == std::string::npos) {
      continue;
    }
    left.push_back({line.substr(1, kind_end - 1),
                    line.substr(kind_end + 2, name_end - kind_end - 2),
                    quoted_after(line, "in the namespace \"")});
  }
  return left;
}

// … object staging/traffic-manager apps/v1, Kind=Deployment: Apply failed with 1 conflict: conflict
// with "kubectl" using apps/v1: .spec.replicas
// Of several fields each has a line of its own: "- .spec.replicas".
FieldConflict parse_field_conflict(std::string_view error_output) {
  FieldConflict conflict;
  const auto begin = error_output.rfind(conflict_of);
  if (begin == std::string_view::npos) return conflict;
  const auto text = error_output.substr(begin + conflict_of.size());
  const auto object = text.substr(0, text.find(' '));
  const auto slash = object.find('/');
  conflict.object_namespace = std::string(object.substr(0, slash));
  if (slash != std::string_view::npos) conflict.name = std::string(object.substr(slash + 1));
  constexpr std::string_view kind = "Kind=";
  const auto kind_at = text.find(kind);
  if (kind_at != std::string_view::npos) {
    const auto rest = text.substr(kind_at + kind.size());
    conflict.kind = std::string(rest.substr(0, rest.find(':')));
  }
  conflict.manager = quoted_after(text, "with \"");
  std::vector<std::string> fields;
  for (const auto& line : text::split(text, '\n')) {
    const auto at = line.find(": .");
    if (at != std::string::npos) fields.push_back(line.substr(at + 2));
    if (line.starts_with("- .")) fields.push_back(line.substr(2));
  }
  conflict.fields = text::join(fields, ", ");
  return conflict;
}

// chart requires kubeVersion: >=1.99.0-0 which is incompatible with Kubernetes v1.34.1
KubernetesVersions parse_kubernetes_versions(std::string_view error_output) {
  constexpr std::string_view between = " which is incompatible with Kubernetes ";
  const auto begin = error_output.rfind(wants_kubernetes);
  if (begin == std::string_view::npos) return {};
  const auto text = error_output.substr(begin + wants_kubernetes.size());
  const auto at = text.find(between);
  if (at == std::string_view::npos) return {};
  const auto found = text.substr(at + between.size());
  return {std::string(text.substr(0, at)),
          std::string(text::trim(found.substr(0, found.find('\n'))))};
}

PullFailure classify_pull(std::string_view error_output) {
  struct Meaning {
    PullFailure failure;
    std::vector<std::string_view> words;
  };
  // First what is no answer at all: an address may hold any number.
  static const std::vector<Meaning> meanings = {
      {PullFailure::unreachable, {"dial tcp", "i/o timeout", "connection reset"}},
      {PullFailure::denied,
       {"credential", "unauthorized", "denied", "status code 403", "403 forbidden"}},
      {PullFailure::plain_http, {"http response to https client"}},
      {PullFailure::untrusted_certificate, {"certificate"}},
      {PullFailure::not_found, {"not found", "name unknown", "could not locate a version"}},
  };
  const auto text = text::lower(error_output);
  const auto is_said = [&](std::string_view part) { return text.find(part) != std::string::npos; };
  for (const auto& [failure, words] : meanings) {
    if (std::ranges::any_of(words, is_said)) return failure;
  }
  return PullFailure::other;
}

VerifyFailure classify_verify(std::string_view error_output) {
  const auto says = [&](std::string_view words) {
    return error_output.find(words) != std::string_view::npos;
  };
  if (says("no such file")) return VerifyFailure::no_keyring;
  if (says("load keyring")) return VerifyFailure::unreadable_keyring;
  if (says("unknown entity")) return VerifyFailure::unknown_signer;
  return VerifyFailure::other;
}

std::string signer_in(std::string_view output) {
  constexpr std::string_view mark = "Signed by:";
  for (const auto& line : text::split(output, '\n')) {
    if (line.starts_with(mark)) return text::printable(text::trim(line.substr(mark.size())));
  }
  return {};
}

}  // namespace telepresence::helm
