#include "net/http.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <exception>
#include <optional>

#include "net/certificates.hpp"
#include "net/http_errors.hpp"
#include "net/incoming.hpp"
#include "net/proxy.hpp"
#include "platform/interrupt.hpp"
#include "platform/running_clock.hpp"

namespace telepresence::net {
namespace {

constexpr long connect_time_limit_ms = 5000;
constexpr long stall_time_limit_s = 15;
constexpr long stall_bytes_per_second = 500;
constexpr int most_redirects = 10;
// Of the page that explains an error or a redirect, which nobody reads: behind a short one the
// connection can be used again.
constexpr std::size_t most_unwanted_bytes = 65536;
constexpr std::chrono::seconds unwanted_time_limit(2);
constexpr long ok = 200;
constexpr long first_redirect = 300;
constexpr long not_modified = 304;
constexpr long first_client_error = 400;
constexpr std::chrono::milliseconds pauses[] = {std::chrono::milliseconds(500),
                                                std::chrono::milliseconds(1500)};

// libcurl's global state, made at the first use.
void start_curl() {
  static const CURLcode result = curl_global_init(CURL_GLOBAL_DEFAULT);
  if (result != CURLE_OK) throw Error(ErrorKind::environment, "libcurl cannot be started");
}

template <typename Value>
void set(CURL* curl, CURLoption option, Value value) {
  const auto result = curl_easy_setopt(curl, option, value);
  if (result != CURLE_OK) {
    throw Error(ErrorKind::environment,
                fmt::format("libcurl does not know option {}", static_cast<int>(option)));
  }
}

long number(CURL* curl, CURLINFO what) {
  long value = 0;
  curl_easy_getinfo(curl, what, &value);
  return value;
}

[[noreturn]] void fail_interrupted() {
  throw Error(ErrorKind::interrupted, "the download was interrupted; nothing was changed");
}

struct HeaderListDeleter {
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using HeaderList = std::unique_ptr<curl_slist, HeaderListDeleter>;

void append(HeaderList& list, const std::string& header) {
  auto* longer = curl_slist_append(list.get(), header.c_str());
  if (longer == nullptr) throw std::bad_alloc();
  static_cast<void>(list.release());
  list.reset(longer);
}

HeaderList header_list(const Request& request) {
  HeaderList headers;
  const auto& [etag, last_modified] = request.validators;
  if (!etag.empty()) append(headers, "If-None-Match: " + etag);
  if (!last_modified.empty()) append(headers, "If-Modified-Since: " + last_modified);
  // Not by libcurl's option of that kind, which takes a body that was cut for whole.
  if (request.compressed) append(headers, "Accept-Encoding: gzip");
  return headers;
}

// What was given for https is not sent in clear, whoever may have it.
bool is_trusted(const Url& url, const Access& access) {
  const bool is_in_clear =
      url.scheme() != "https" && access.server && access.server->scheme() == "https";
  if (access.pass_credentials_all && !is_in_clear) return true;
  return access.server && access.server->same_origin(url);
}

Login login_for(const Url& url, const Access& access) {
  if (!access.credentials) return Login::none;
  return is_trusted(url, access) ? Login::sent : Login::withheld;
}

using Time = platform::RunningClock::time_point;

// What is asked for at one address, and who is told what comes.
struct Order {
  const Request& request;
  const Receiver& receiver;
  const Transfer& transfer;
  Time deadline;  // of all that is done for it
};

// What the callbacks of one request share.
struct Exchange {
  CURL* curl = nullptr;
  const Order& order;
  Incoming incoming;
  std::exception_ptr failure = nullptr;  // thrown inside a callback, which is called from C
  // Of a body that is not what was asked for.
  std::optional<Time> unwanted_since = std::nullopt;
  std::size_t unwanted_bytes = 0;
  bool had_enough = false;
};

// What `action` throws must not pass through C.
template <typename Action>
bool guarded(Exchange& exchange, const Action& action) {
  try {
    action();
    return true;
  } catch (...) {
    exchange.failure = std::current_exception();
    return false;
  }
}

std::size_t on_body(const char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  const std::string_view body(bytes, size * count);
  if (number(exchange.curl, CURLINFO_RESPONSE_CODE) != ok) {
    exchange.unwanted_bytes += body.size();
    exchange.had_enough = exchange.unwanted_bytes > most_unwanted_bytes;
    return exchange.had_enough ? 0 : body.size();
  }
  return guarded(exchange, [&] { exchange.incoming.body(body); }) ? body.size() : 0;
}

std::size_t on_header(const char* bytes, std::size_t size, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  const std::string_view line(bytes, size * count);
  const bool is_last = line == "\r\n" || line == "\n";
  if (is_last && number(exchange.curl, CURLINFO_RESPONSE_CODE) > ok) {
    exchange.unwanted_since = platform::RunningClock::now();
  }
  return guarded(exchange, [&] { exchange.incoming.header(line); }) ? line.size() : 0;
}

int on_progress(void* data, curl_off_t total, curl_off_t done, curl_off_t /*up*/,
                curl_off_t /*up*/) {
  if (platform::interrupted()) return 1;
  auto& exchange = *static_cast<Exchange*>(data);
  const auto now = platform::RunningClock::now();
  if (exchange.unwanted_since && now - *exchange.unwanted_since > unwanted_time_limit) {
    exchange.had_enough = true;
  }
  if (exchange.had_enough || now > exchange.order.deadline) return 1;
  const auto& transfer = exchange.order.transfer;
  if (!transfer) return 0;
  const auto tell = [&] {
    transfer(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
  };
  return guarded(exchange, tell) ? 0 : 1;
}

}  // namespace

// One libcurl handle, so that a second request to a server takes the same connection.
class HttpClient::Connection {
 public:
  Connection(platform::Environment environment, std::function<void(const std::string&)> log)
      : environment_(std::move(environment)), log_(std::move(log)) {
    start_curl();
    curl_ = curl_easy_init();
    if (curl_ == nullptr) throw std::bad_alloc();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;
  Connection(Connection&&) = delete;
  Connection& operator=(Connection&&) = delete;
  ~Connection() { curl_easy_cleanup(curl_); }

  Response get(const Order& order) {
    auto url = order.request.url;
    for (int hop = 0; hop <= most_redirects; ++hop) {
      const auto answer = get_with_retries(url, order);
      if (!answer.redirect) return answer.response;
      if (url.scheme() == "https" && answer.redirect->scheme() != "https") {
        throw Error(ErrorKind::input,
                    fmt::format("{}: the server sends on from https to {}, which is not followed",
                                url.shown(), answer.redirect->shown()));
      }
      url = *answer.redirect;
    }
    throw Error(ErrorKind::input, fmt::format("{}: the server sends on more than {} times",
                                              order.request.url.shown(), most_redirects));
  }

 private:
  struct Answer {
    Response response;
    std::optional<Url> redirect;
  };

  Answer get_with_retries(const Url& url, const Order& order) {
    for (const auto& wait : pauses) {
      try {
        return get_once(url, order);
      } catch (const HttpError& error) {
        if (!error.may_pass()) throw;
        log_(fmt::format("{}; trying again", error.what()));
      }
      platform::pause(wait, {});
      if (platform::interrupted()) fail_interrupted();
    }
    return get_once(url, order);
  }

  Answer get_once(const Url& url, const Order& order) {
    const auto& access = order.request.access;
    Exchange exchange{curl_, order, {url, order.request, order.receiver}};
    // Keeps open connections and what is known of names.
    curl_easy_reset(curl_);
    set_up_request(url);
    set_up_callbacks(exchange);
    const auto proxy = set_up_proxy(url);
    const auto ca_file = set_up_trust(url, access);
    const auto headers = header_list(order.request);
    set(curl_, CURLOPT_HTTPHEADER, headers.get());
    order.receiver.restart();
    if (const auto failure = perform(exchange)) {
      fail({url, proxy, ca_file, failure->code, failure->words});
    }
    if (status() == ok && !exchange.incoming.complete()) {
      const Error error(ErrorKind::network,
                        fmt::format("{}: the compressed body was cut", url.shown()));
      throw HttpError(error, HttpError::Cause::other).passing();
    }
    log_(fmt::format("GET {}: {}, {} bytes", url.shown(), status(), exchange.incoming.size()));
    if (order.transfer) order.transfer(exchange.incoming.size(), exchange.incoming.size());
    const auto& location = exchange.incoming.location();
    if (is_redirect() && !location.empty()) return {{}, redirect(url, location)};
    check_status(url, proxy, access);
    return {{status() == not_modified, exchange.incoming.validators()}, std::nullopt};
  }

  void set_up_request(const Url& url) {
    set(curl_, CURLOPT_URL, url.text().c_str());
    set(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl_, CURLOPT_NOSIGNAL, 1L);
    // Else Ctrl-C and the time limit wait for the resolver's thread, as long as DNS is silent.
    set(curl_, CURLOPT_QUICK_EXIT, 1L);
    set(curl_, CURLOPT_USERAGENT, "helm-telepresence");
    set(curl_, CURLOPT_CONNECTTIMEOUT_MS, connect_time_limit_ms);
    set(curl_, CURLOPT_LOW_SPEED_LIMIT, stall_bytes_per_second);
    set(curl_, CURLOPT_LOW_SPEED_TIME, stall_time_limit_s);
  }

  void set_up_callbacks(Exchange& exchange) {
    set(curl_, CURLOPT_WRITEFUNCTION, on_body);
    set(curl_, CURLOPT_WRITEDATA, &exchange);
    set(curl_, CURLOPT_HEADERFUNCTION, on_header);
    set(curl_, CURLOPT_HEADERDATA, &exchange);
    set(curl_, CURLOPT_NOPROGRESS, 0L);
    set(curl_, CURLOPT_XFERINFOFUNCTION, on_progress);
    set(curl_, CURLOPT_XFERINFODATA, &exchange);
  }

  std::optional<Proxy> set_up_proxy(const Url& url) {
    auto proxy = find_proxy(url, environment_);
    // Without one it is "", which keeps libcurl from looking for itself.
    set(curl_, CURLOPT_PROXY, proxy ? proxy->address.c_str() : "");
    set(curl_, CURLOPT_NOPROXY, find_no_proxy(url, environment_).c_str());
    return proxy;
  }

  // The file of the certificates that are trusted.
  std::filesystem::path set_up_trust(const Url& url, const Access& access) {
    auto ca_file = access.ca_file.empty() ? system_ca_file(environment_) : access.ca_file;
    if (!ca_file.empty()) set(curl_, CURLOPT_CAINFO, ca_file.c_str());
    // Else libcurl trusts what the system's folder has besides.
    if (!access.ca_file.empty()) set(curl_, CURLOPT_CAPATH, static_cast<char*>(nullptr));
    if (!is_trusted(url, access)) return ca_file;
    if (access.insecure_skip_tls_verify) {
      set(curl_, CURLOPT_SSL_VERIFYPEER, 0L);
      set(curl_, CURLOPT_SSL_VERIFYHOST, 0L);
    }
    if (access.credentials) {
      set(curl_, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
      set(curl_, CURLOPT_USERNAME, access.credentials->username.c_str());
      set(curl_, CURLOPT_PASSWORD, access.credentials->password.c_str());
    }
    if (!access.cert_file.empty()) set(curl_, CURLOPT_SSLCERT, access.cert_file.c_str());
    if (!access.key_file.empty()) set(curl_, CURLOPT_SSLKEY, access.key_file.c_str());
    // OpenSSL would ask for it at the terminal, without a limit.
    set(curl_, CURLOPT_KEYPASSWD, "");
    return ca_file;
  }

  struct Failure {
    CURLcode code = CURLE_OK;
    std::string words;  // libcurl's
  };

  // Nothing when there was an answer. Throws what a callback has thrown.
  std::optional<Failure> perform(const Exchange& exchange) {
    std::array<char, CURL_ERROR_SIZE> words{};
    set(curl_, CURLOPT_ERRORBUFFER, words.data());
    const auto code = curl_easy_perform(curl_);
    // Nothing of a request may stay with the handle.
    set(curl_, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    set(curl_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (exchange.failure) std::rethrow_exception(exchange.failure);
    if (platform::interrupted()) fail_interrupted();
    if (code == CURLE_OK || exchange.had_enough) return std::nullopt;
    if (code == CURLE_ABORTED_BY_CALLBACK) fail_too_slow(exchange);
    return Failure{code, words.data()};
  }

  [[noreturn]] static void fail_too_slow(const Exchange& exchange) {
    const auto& request = exchange.order.request;
    throw Error(ErrorKind::network,
                fmt::format("{}: not all of it came within {} s", request.url.shown(),
                            std::chrono::duration<double>(request.time_limit).count()),
                "The server, or what is between, is too slow or does not end.");
  }

  [[noreturn]] void fail(const FailedTransfer& transfer) {
    const auto proxy_status = number(curl_, CURLINFO_HTTP_CONNECTCODE);
    if (transfer.proxy && proxy_status >= first_client_error) {
      throw proxy_error(transfer.url, *transfer.proxy, proxy_status);
    }
    throw transfer_error(transfer);
  }

  long status() const { return number(curl_, CURLINFO_RESPONSE_CODE); }

  void check_status(const Url& url, const std::optional<Proxy>& proxy, const Access& access) const {
    if (status() == ok || status() == not_modified) return;
    if (proxy && status() == proxy_wants_login) throw proxy_error(url, *proxy, status());
    throw status_error(url, status(), login_for(url, access));
  }

  bool is_redirect() const {
    return status() >= first_redirect && status() < first_client_error && status() != not_modified;
  }

  static Url redirect(const Url& url, const std::string& location) {
    auto target = url.redirected(location);
    if (target) return *std::move(target);
    throw Error(ErrorKind::input,
                url.shown() + ": the server sends on to no http or https address");
  }

  platform::Environment environment_;
  std::function<void(const std::string&)> log_;
  CURL* curl_ = nullptr;
};

HttpClient::HttpClient(const platform::Environment& environment,
                       std::function<void(const std::string&)> log)
    : connection_(std::make_unique<Connection>(environment, std::move(log))) {}

HttpClient::~HttpClient() = default;

Response HttpClient::get(const Request& request, const Receiver& receiver,
                         const Transfer& transfer) {
  return connection_->get(
      {request, receiver, transfer, platform::RunningClock::now() + request.time_limit});
}

}  // namespace telepresence::net
