#include "supply/hints.hpp"

#include <fmt/format.h>

#include "net/http_errors.hpp"
#include "util/text.hpp"

namespace telepresence::supply {
namespace {

// --offline and a local file exclude the flag that names the server.
std::string in_place_of(const Detour& detour) {
  return detour.flag.empty() ? std::string() : " in place of " + detour.flag;
}

Error with_detour(const Error& error, const Detour& detour, const FetchOptions& options) {
  const bool bundled = detour.bundled && !options.want_proof();
  const auto fetch =
      fmt::format("fetch it where there is one with `{}`, and give the file to --chart{}.",
                  detour.pull, detour.flag == "--chart" ? "" : in_place_of(detour));
  if (!bundled) return error.with_hint("Without a network: " + fetch);
  return error
      .with_hint(fmt::format("Without a network: --offline{}, with which `install`, `upgrade` and "
                             "`chart show` take the chart of {} that the plugin carries.",
                             in_place_of(detour), detour.bundled->to_string()))
      .with_hint("Or " + fetch);
}

// Whether a registry did not give the chart, other than gave it and it was found wrong.
bool is_missing(const Error& error) {
  const bool is_helms = error.kind() != ErrorKind::interrupted && !error.details().empty();
  return error.kind() == ErrorKind::not_found || is_helms;
}

Error with_line(const Error& error, const std::string& line) {
  return line.empty() ? error : error.with_hint(line);
}

// What is known of a repository's server; --force-update would drop what is not said again.
std::string known_flags(const net::Access& access, const std::string& more) {
  std::string flags;
  const auto add = [&](const char* flag, const std::filesystem::path& file) {
    if (file.empty() || more.find(flag) != std::string::npos) return;
    flags += fmt::format(" {} {}", flag, text::shell_quoted(file.string()));
  };
  add("--ca-file", access.ca_file);
  add("--cert-file", access.cert_file);
  add("--key-file", access.key_file);
  if (access.credentials && more.find("--username") == std::string::npos) {
    flags += " --username USER";  // which may be a token
  }
  const auto add_switch = [&](const char* flag, bool on) {
    if (on && more.find(flag) == std::string::npos) flags += std::string(" ") + flag;
  };
  add_switch("--pass-credentials", access.pass_credentials_all);
  // A CA is given where the server's certificate has to be checked.
  add_switch("--insecure-skip-tls-verify",
             access.insecure_skip_tls_verify && more.find("--ca-file") == std::string::npos);
  return flags;
}

// The command that tells helm `flags` of a repository, known or not.
std::string repo_add(const chart::Repository& repository, const std::string& flags) {
  const auto told = word_of(repository.url) + ' ' + flags + known_flags(repository.access, flags);
  if (repository.name.empty())
    return fmt::format("`helm repo add NAME {}`, then --repo NAME", told);
  return fmt::format("`helm repo add {} {} --force-update`", text::shell_quoted(repository.name),
                     told);
}

using Cause = net::HttpError::Cause;

std::string hint_for(Cause cause, const chart::Repository& repository) {
  switch (cause) {
    case Cause::client_certificate:
      return "To give one: " + repo_add(repository, "--cert-file FILE --key-file FILE");
    case Cause::no_login:
      return "To give one: " + repo_add(repository, "--username USER");
    case Cause::wrong_login:
      return "For another user or password: " + repo_add(repository, "--username USER");
    case Cause::withheld_login:
      return "To give it to this one too: " + repo_add(repository, "--pass-credentials");
    case Cause::untrusted_certificate:
      return "For a private CA: --ca-file FILE, or " + repo_add(repository, "--ca-file FILE");
    case Cause::other:
      break;
  }
  return {};
}

// The login for an address is that of the repository that it is below.
std::string hint_for(Cause cause, const Address& /*source*/) {
  constexpr const char* add = "for the repository that the chart is in: `helm repo add NAME URL";
  switch (cause) {
    case Cause::client_certificate:
      return fmt::format("To give one, {} --cert-file FILE --key-file FILE`", add);
    case Cause::no_login:
    case Cause::wrong_login:
      return fmt::format("To give one, {} --username USER`", add);
    case Cause::withheld_login:
      return fmt::format("To give it to this one too, {} --pass-credentials`", add);
    case Cause::untrusted_certificate:
      return "For a private CA: --ca-file FILE";
    case Cause::other:
      break;
  }
  return {};
}

Cause cause_of(const Error& error) {
  const auto* http = dynamic_cast<const net::HttpError*>(&error);
  return http != nullptr ? http->cause() : Cause::other;
}

struct Hints {
  const Error& error;
  const FetchOptions& options;

  Error operator()(const Address& source) const {
    return on_network(with_line(error, hint_for(cause_of(error), source)), source.detour);
  }

  Error operator()(const InRegistry& source) const {
    if (error.kind() == ErrorKind::network) {
      return with_detour(with_line(error, source.hint_if_unnamed), source.detour, options);
    }
    return is_missing(error) ? with_line(error, source.hint_if_missing) : error;
  }

  Error operator()(const InRepository& source) const {
    return on_network(with_line(error, hint_for(cause_of(error), source.repository)),
                      source.detour);
  }

  // A file has no server.
  template <typename Local>
  Error operator()(const Local& /*source*/) const {
    return error;
  }

 private:
  Error on_network(const Error& explained, const Detour& detour) const {
    return explained.kind() == ErrorKind::network ? with_detour(explained, detour, options)
                                                  : explained;
  }
};

}  // namespace

std::string pull_command(const std::string& version, const std::optional<chart::Edition>& edition) {
  auto command = "helm telepresence chart pull " + text::shell_quoted(version);
  if (edition) command += fmt::format(" --edition {}", to_word(*edition));
  return command;
}

std::string word_of(const net::Url& url) {
  return url.shown() == url.text() ? text::shell_quoted(url.text()) : "URL";
}

Error with_hints(const Error& error, const Source& source, const FetchOptions& options) {
  return std::visit(Hints{error, options}, source);
}

}  // namespace telepresence::supply
