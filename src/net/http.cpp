#include "net/http.hpp"

#include <curl/curl.h>
#include <fmt/format.h>

#include <array>
#include <chrono>
#include <exception>
#include <thread>

#include "net/gzip.hpp"
#include "net/proxy.hpp"
#include "platform/interrupt.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::net {
namespace {

constexpr long connect_time_limit_ms = 5000;
constexpr long stall_time_limit_s = 15;
constexpr long stall_bytes_per_second = 500;
constexpr int most_redirects = 10;
constexpr long ok = 200;
constexpr long not_modified = 304;
constexpr long first_client_error = 400;
constexpr long proxy_wants_login = 407;
constexpr long first_server_error = 500;
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

// Where systems keep the certificates that they trust. libcurl has one of them built in,
// which is wrong on other systems than the one it was built on.
std::filesystem::path system_ca_file(const platform::Environment& environment) {
  for (const char* variable : {"SSL_CERT_FILE", "CURL_CA_BUNDLE"}) {
    if (const auto file = environment.get(variable)) return *file;
  }
  for (const char* file : {"/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt",
                           "/etc/ssl/ca-bundle.pem", "/etc/ssl/cert.pem"}) {
    std::error_code error;
    if (std::filesystem::exists(file, error)) return file;
  }
  return {};
}

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

bool is_loopback(const std::string& host) {
  return host == "localhost" || host.starts_with("127.") || host == "[::1]";
}

// `words`: libcurl's, which name whom it could not reach.
std::string hint_for_connection(const Url& url, const std::optional<Proxy>& proxy,
                                const std::string& words) {
  if (proxy &&
      (words.find("proxy") != std::string::npos ||
       words.find(fmt::format("{} port {}", proxy->host, proxy->port)) != std::string::npos)) {
    return fmt::format("That is the proxy of {}. NO_PROXY={} leads past it.", proxy->variable,
                       url.host());
  }
  if (proxy || is_loopback(url.host())) return {};
  return fmt::format("Behind a proxy, set {}.",
                     url.scheme() == "https" ? "HTTPS_PROXY" : "HTTP_PROXY");
}

// What OpenSSL says through libcurl when a TLS handshake just ends: no refusal.
bool is_cut(const std::string& words) {
  return words.find("SSL_ERROR_SYSCALL") != std::string::npos ||
         words.find("unexpected eof") != std::string::npos ||
         words.find("Connection reset") != std::string::npos;
}

std::string hint_for_certificate(const std::filesystem::path& ca_file) {
  return fmt::format(
      "Trusted are the certificates of {}. For a private one: --ca-file FILE, or `helm repo add "
      "NAME "
      "URL --ca-file FILE` and --repo NAME.",
      ca_file.empty() ? "the system" : ca_file.string());
}

// What became of the login for a server that refuses.
enum class Login { none, sent, withheld };

std::string hint_for_login(Login login) {
  switch (login) {
    case Login::sent:
      return "It does not let this user in. For another user or password: `helm repo add NAME URL "
             "--username USER --force-update`.";
    case Login::withheld:
      return "The login is for another server, and only `helm repo add --pass-credentials` gives "
             "it to this one too.";
    case Login::none:
      break;
  }
  return "If it wants a login: `helm repo add NAME URL --username USER`, then --repo NAME.";
}

[[noreturn]] void fail_with(const Url& url, long status, Login login) {
  const auto message = fmt::format("{}: the server answers {}", url.shown(), status);
  if (status >= first_server_error) throw Error(ErrorKind::network, message);
  switch (status) {
    case 400:
      throw Error(ErrorKind::input, message,
                  "If it wants a client certificate: `helm repo add NAME URL --cert-file FILE "
                  "--key-file FILE`, then --repo NAME.");
    case 401:
    case 403:
      throw Error(ErrorKind::input, message, hint_for_login(login));
    case 404:
    case 410:
      throw Error(ErrorKind::not_found, message,
                  url.file_name() == "index.yaml"
                      ? "A Helm repository has its index there. Is its address right?"
                      : "Is the address right, or the index that names it out of date?");
    case 429:
      throw Error(ErrorKind::input, message, "That was too often. Try again later.");
    default:
      throw Error(ErrorKind::input, message);
  }
}

// The proxy itself has answered.
[[noreturn]] void fail_at_proxy(const Url& url, const Proxy& proxy, long status) {
  throw Error(
      status >= first_server_error ? ErrorKind::network : ErrorKind::input,
      fmt::format("{}: the proxy of {} answers {}", url.shown(), proxy.variable, status),
      status == proxy_wants_login
          ? fmt::format("It wants a login: {}=http://USER:PASSWORD@HOST:PORT", proxy.variable)
          : "");
}

[[noreturn]] void fail_interrupted() {
  throw Error(ErrorKind::interrupted, "the download was interrupted; nothing was changed");
}

// Waits, and wakes up at once for Ctrl-C.
void pause(std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds step(50);
  for (auto waited = std::chrono::milliseconds(0); waited < time; waited += step) {
    if (platform::interrupted()) fail_interrupted();
    std::this_thread::sleep_for(step);
  }
}

// `value` if it can be sent back in a header, else "": a bare CR may end a line for a server,
// so that the rest would be a header of its own.
std::string plain(const std::string& value) {
  return text::printable(value) == value ? value : std::string();
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

  Response get(const Request& request, const Receiver& receiver, const Transfer& transfer) {
    auto url = request.url;
    for (int hop = 0; hop <= most_redirects; ++hop) {
      const auto answer = get_with_retries(url, request, receiver, transfer);
      if (!answer.redirect) return answer.response;
      if (url.scheme() == "https" && answer.redirect->scheme() != "https") {
        throw Error(ErrorKind::input,
                    fmt::format("{}: the server sends on from https to {}, which is not followed",
                                url.shown(), answer.redirect->shown()));
      }
      url = *answer.redirect;
    }
    throw Error(ErrorKind::input, fmt::format("{}: the server sends on more than {} times",
                                              request.url.shown(), most_redirects));
  }

 private:
  struct Answer {
    Response response;
    std::optional<Url> redirect;
  };

  // What the callbacks of one request share.
  struct Exchange {
    CURL* curl = nullptr;
    const Receiver* receiver = nullptr;
    const Transfer* transfer = nullptr;
    std::uint64_t largest_size = 0;
    std::uint64_t size = 0;
    const Url* url = nullptr;
    const Access* access = nullptr;
    std::optional<Proxy> proxy;
    bool compressed = false;  // it was allowed to be
    Validators validators;
    std::optional<GzipReader> gzip;  // when the server says that the body is so
    std::exception_ptr failure;      // thrown inside a callback, which is called from C

    void take(std::string_view bytes) {
      size += bytes.size();
      if (size > largest_size) {
        throw Error(ErrorKind::input,
                    fmt::format("{}: larger than {} bytes", url->shown(), largest_size));
      }
      receiver->write(bytes);
    }

    void note_header(std::string_view line) {
      // A further response begins, as after a proxy's.
      if (line.starts_with("HTTP/")) {
        validators = {};
        gzip.reset();
      }
      const auto colon = line.find(':');
      if (colon == std::string_view::npos) return;
      const auto name = text::lower(line.substr(0, colon));
      const std::string value(text::trim(line.substr(colon + 1)));
      if (name == "etag") validators.etag = plain(value);
      if (name == "last-modified") validators.last_modified = plain(value);
      if (name == "content-encoding" && text::lower(value) == "gzip" && compressed) {
        gzip.emplace([this](std::string_view unpacked) { take(unpacked); });
      }
    }
  };

  Answer get_with_retries(const Url& url, const Request& request, const Receiver& receiver,
                          const Transfer& transfer) {
    for (const auto& wait : pauses) {
      try {
        return get_once(url, request, receiver, transfer);
      } catch (const Error& error) {
        if (!retry_) throw;
        log_(fmt::format("{}; trying again", error.what()));
      }
      pause(wait);
    }
    return get_once(url, request, receiver, transfer);
  }

  Answer get_once(const Url& url, const Request& request, const Receiver& receiver,
                  const Transfer& transfer) {
    retry_ = false;
    Exchange exchange;
    exchange.curl = curl_;
    exchange.receiver = &receiver;
    exchange.transfer = &transfer;
    exchange.largest_size = request.largest_size;
    exchange.url = &url;
    exchange.access = &request.access;
    exchange.compressed = request.compressed;
    // Keeps open connections and what is known of names.
    curl_easy_reset(curl_);
    std::array<char, CURL_ERROR_SIZE> words{};
    set(curl_, CURLOPT_ERRORBUFFER, words.data());
    const auto ca_file = set_up(url, request, exchange);
    const auto headers = header_list(request);
    set(curl_, CURLOPT_HTTPHEADER, headers.get());
    receiver.restart();
    const auto result = curl_easy_perform(curl_);
    // Nothing of this function may stay with the handle.
    set(curl_, CURLOPT_ERRORBUFFER, static_cast<char*>(nullptr));
    set(curl_, CURLOPT_HTTPHEADER, static_cast<curl_slist*>(nullptr));
    if (exchange.failure) std::rethrow_exception(exchange.failure);
    if (result != CURLE_OK) fail(exchange, result, words.data(), ca_file);
    if (status() == ok && exchange.gzip && !exchange.gzip->complete()) {
      retry_ = true;
      throw Error(ErrorKind::network, fmt::format("{}: the compressed body was cut", url.shown()));
    }
    return evaluate(url, exchange);
  }

  std::filesystem::path set_up(const Url& url, const Request& request, Exchange& exchange) {
    const auto& access = request.access;
    set(curl_, CURLOPT_URL, url.text().c_str());
    set(curl_, CURLOPT_PROTOCOLS_STR, "http,https");
    set(curl_, CURLOPT_NOSIGNAL, 1L);
    set(curl_, CURLOPT_USERAGENT, "helm-telepresence");
    set(curl_, CURLOPT_CONNECTTIMEOUT_MS, connect_time_limit_ms);
    set(curl_, CURLOPT_LOW_SPEED_LIMIT, stall_bytes_per_second);
    set(curl_, CURLOPT_LOW_SPEED_TIME, stall_time_limit_s);
    // Without one it is "", which keeps libcurl from looking for itself.
    exchange.proxy = find_proxy(url, environment_);
    set(curl_, CURLOPT_PROXY, exchange.proxy ? exchange.proxy->address.c_str() : "");
    set(curl_, CURLOPT_NOPROXY, find_no_proxy(url, environment_).c_str());
    set(curl_, CURLOPT_WRITEFUNCTION, on_body);
    set(curl_, CURLOPT_WRITEDATA, &exchange);
    set(curl_, CURLOPT_HEADERFUNCTION, on_header);
    set(curl_, CURLOPT_HEADERDATA, &exchange);
    set(curl_, CURLOPT_NOPROGRESS, 0L);
    set(curl_, CURLOPT_XFERINFOFUNCTION, on_progress);
    set(curl_, CURLOPT_XFERINFODATA, &exchange);
    auto ca_file = access.ca_file.empty() ? system_ca_file(environment_) : access.ca_file;
    if (!ca_file.empty()) set(curl_, CURLOPT_CAINFO, ca_file.c_str());
    if (is_trusted(url, access)) {
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
    }
    return ca_file;
  }

  static bool is_trusted(const Url& url, const Access& access) {
    return access.pass_credentials_all || (access.server && access.server->same_origin(url));
  }

  static Login login_for(const Url& url, const Access& access) {
    if (!access.credentials) return Login::none;
    return is_trusted(url, access) ? Login::sent : Login::withheld;
  }

  static HeaderList header_list(const Request& request) {
    HeaderList headers;
    const auto& [etag, last_modified] = request.validators;
    if (!etag.empty()) append(headers, "If-None-Match: " + etag);
    if (!last_modified.empty()) append(headers, "If-Modified-Since: " + last_modified);
    // Not by libcurl's option of that kind, which takes a body that was cut for whole.
    if (request.compressed) append(headers, "Accept-Encoding: gzip");
    return headers;
  }

  [[noreturn]] void fail(const Exchange& exchange, CURLcode code, const std::string& words,
                         const std::filesystem::path& ca_file) {
    if (code == CURLE_ABORTED_BY_CALLBACK) fail_interrupted();
    long proxy_status = 0;
    curl_easy_getinfo(curl_, CURLINFO_HTTP_CONNECTCODE, &proxy_status);
    if (exchange.proxy && proxy_status >= first_client_error) {
      fail_at_proxy(*exchange.url, *exchange.proxy, proxy_status);
    }
    const bool cut_handshake = code == CURLE_SSL_CONNECT_ERROR && is_cut(words);
    retry_ = may_pass(code) || cut_handshake;
    const auto reason = words.empty() ? curl_easy_strerror(code) : words;
    const auto message = fmt::format("{}: {}", exchange.url->shown(), reason);
    if (is_network(code) || cut_handshake) {
      throw Error(ErrorKind::network, message,
                  hint_for_connection(*exchange.url, exchange.proxy, words));
    }
    throw Error(ErrorKind::input, message,
                code == CURLE_PEER_FAILED_VERIFICATION ? hint_for_certificate(ca_file) : "");
  }

  long status() const {
    long status = 0;
    curl_easy_getinfo(curl_, CURLINFO_RESPONSE_CODE, &status);
    return status;
  }

  Answer evaluate(const Url& url, const Exchange& exchange) {
    const auto status = this->status();
    log_(fmt::format("GET {}: {}, {} bytes", url.shown(), status, exchange.size));
    if (*exchange.transfer) (*exchange.transfer)(exchange.size, exchange.size);
    Answer answer;
    answer.response.validators = exchange.validators;
    const char* location = nullptr;
    curl_easy_getinfo(curl_, CURLINFO_REDIRECT_URL, &location);
    if (location != nullptr && status != not_modified) {
      answer.redirect = Url::parse(location);
      if (!answer.redirect) {
        throw Error(ErrorKind::input, fmt::format("{}: the server sends on to no http or https "
                                                  "address",
                                                  url.shown()));
      }
    } else if (status == not_modified) {
      answer.response.not_modified = true;
    } else if (status != ok) {
      retry_ = status >= first_server_error;
      if (exchange.proxy && status == proxy_wants_login)
        fail_at_proxy(url, *exchange.proxy, status);
      fail_with(url, status, login_for(url, *exchange.access));
    }
    return answer;
  }

  static std::size_t on_body(const char* bytes, std::size_t size, std::size_t count, void* data) {
    auto& exchange = *static_cast<Exchange*>(data);
    long status = 0;
    curl_easy_getinfo(exchange.curl, CURLINFO_RESPONSE_CODE, &status);
    if (status != ok) return size * count;  // the page that explains an error is nobody's chart
    try {
      const std::string_view body(bytes, size * count);
      if (!exchange.gzip) {
        exchange.take(body);
      } else if (!exchange.gzip->feed(body)) {
        throw Error(ErrorKind::input,
                    exchange.url->shown() + ": the body is not gzip, as it should");
      }
      return size * count;
    } catch (...) {
      exchange.failure = std::current_exception();
      return 0;
    }
  }

  static std::size_t on_header(const char* bytes, std::size_t size, std::size_t count, void* data) {
    auto& exchange = *static_cast<Exchange*>(data);
    const std::string_view line(bytes, size * count);
    try {
      exchange.note_header(line);
      return line.size();
    } catch (...) {
      exchange.failure = std::current_exception();
      return 0;
    }
  }

  static int on_progress(void* data, curl_off_t total, curl_off_t done, curl_off_t /*up*/,
                         curl_off_t /*up*/) {
    if (platform::interrupted()) return 1;
    auto& exchange = *static_cast<Exchange*>(data);
    try {
      if (*exchange.transfer) {
        (*exchange.transfer)(static_cast<std::uint64_t>(done), static_cast<std::uint64_t>(total));
      }
      return 0;
    } catch (...) {
      exchange.failure = std::current_exception();
      return 1;
    }
  }

  platform::Environment environment_;
  std::function<void(const std::string&)> log_;
  CURL* curl_ = nullptr;
  bool retry_ = false;  // whether what the last request failed of may pass
};

HttpClient::HttpClient(const platform::Environment& environment,
                       std::function<void(const std::string&)> log)
    : connection_(std::make_unique<Connection>(environment, std::move(log))) {}

HttpClient::~HttpClient() = default;

Response HttpClient::get(const Request& request, const Receiver& receiver,
                         const Transfer& transfer) {
  return connection_->get(request, receiver, transfer);
}

}  // namespace telepresence::net
