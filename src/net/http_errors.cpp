#include "net/http_errors.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

namespace telepresence::net {
namespace {

using Cause = HttpError::Cause;

constexpr long first_server_error = 500;

// What is worth another try at once. A time-out is not: it has cost patience already.
bool may_pass(CURLcode code) {
  switch (code) {
    case CURLE_COULDNT_CONNECT:
    case CURLE_PARTIAL_FILE:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_HTTP2:
    case CURLE_HTTP2_STREAM:
      return true;
    default:
      return false;
  }
}

bool is_network(CURLcode code) {
  return may_pass(code) || code == CURLE_OPERATION_TIMEDOUT || code == CURLE_COULDNT_RESOLVE_HOST ||
         code == CURLE_COULDNT_RESOLVE_PROXY;
}

// What OpenSSL says through libcurl when a TLS handshake just ends: no refusal.
bool is_cut(CURLcode code, const std::string& words) {
  return code == CURLE_SSL_CONNECT_ERROR && (words.find("SSL_ERROR_SYSCALL") != std::string::npos ||
                                             words.find("unexpected eof") != std::string::npos ||
                                             words.find("Connection reset") != std::string::npos);
}

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

// libcurl's words name whom it could not reach.
bool names_proxy(const std::string& words, const Proxy& proxy) {
  return words.find("proxy") != std::string::npos ||
         words.find(fmt::format("{} port {}", proxy.host, proxy.port)) != std::string::npos;
}

std::string hint_for_connection(const FailedTransfer& transfer) {
  const auto& [url, proxy, ca_file, code, words] = transfer;
  if (proxy && names_proxy(words, *proxy)) {
    return fmt::format("That is the proxy of {}. NO_PROXY={} leads past it.", proxy->variable,
                       url.host());
  }
  if (proxy || is_loopback(url.host())) return {};
  return fmt::format("Behind a proxy, set {}.",
                     url.scheme() == "https" ? "HTTPS_PROXY" : "HTTP_PROXY");
}

HttpError login_error(const std::string& message, Login login) {
  const auto error = [&](const char* hint, Cause cause) {
    return HttpError(Error(ErrorKind::input, message, hint), cause);
  };
  switch (login) {
    case Login::sent:
      return error("It denies access to this user.", Cause::wrong_login);
    case Login::withheld:
      return error("The login is for another server.", Cause::withheld_login);
    case Login::none:
      break;
  }
  return error("It may want a login.", Cause::no_login);
}

}  // namespace

HttpError status_error(const Url& url, long status, Login login) {
  const auto message = fmt::format("{}: the server answers {}", url.shown(), status);
  const auto error = [&](ErrorKind kind, const char* hint, Cause cause = Cause::other) {
    return HttpError(Error(kind, message, hint), cause);
  };
  if (status >= first_server_error) return error(ErrorKind::network, "").passing();
  switch (status) {
    case 400:
      return error(ErrorKind::input, "It may want a client certificate.",
                   Cause::client_certificate);
    case 401:
    case 403:
      return login_error(message, login);
    case 404:
    case 410:
      return error(ErrorKind::not_found, "");
    case 429:
      return error(ErrorKind::input, "That was too often. Try again later.");
    default:
      return error(ErrorKind::input, "");
  }
}

HttpError proxy_error(const Url& url, const Proxy& proxy, long status) {
  const bool fails = status >= first_server_error;
  return HttpError(
      Error(fails ? ErrorKind::network : ErrorKind::input,
            fmt::format("{}: the proxy of {} answers {}", url.shown(), proxy.variable, status),
            status == proxy_wants_login
                ? fmt::format("It wants a login: {}=http://USER:PASSWORD@HOST:PORT", proxy.variable)
                : ""),
      Cause::other);
}

HttpError transfer_error(const FailedTransfer& transfer) {
  const auto code = static_cast<CURLcode>(transfer.code);
  const auto message =
      fmt::format("{}: {}", transfer.url.shown(),
                  transfer.words.empty() ? curl_easy_strerror(code) : transfer.words);
  const bool cut = is_cut(code, transfer.words);
  if (is_network(code) || cut) {
    const HttpError error(Error(ErrorKind::network, message, hint_for_connection(transfer)),
                          Cause::other);
    return may_pass(code) || cut ? error.passing() : error;
  }
  if (code != CURLE_PEER_FAILED_VERIFICATION) {
    return {Error(ErrorKind::input, message), Cause::other};
  }
  const auto trusted = transfer.ca_file.empty() ? "the system" : transfer.ca_file.string();
  return {
      Error(ErrorKind::input, message, fmt::format("Trusted are the certificates of {}.", trusted)),
      Cause::untrusted_certificate};
}

}  // namespace telepresence::net
