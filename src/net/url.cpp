#include "net/url.hpp"

#include <curl/curl.h>

#include <memory>
#include <new>
#include <stdexcept>

#include "util/text.hpp"

namespace telepresence::net {
namespace {

struct HandleDeleter {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, HandleDeleter>;

Handle new_handle() {
  Handle handle(curl_url());
  if (!handle) throw std::bad_alloc();
  return handle;
}

std::string part(CURLU* handle, CURLUPart which, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, which, &text, flags) != CURLUE_OK) return {};
  std::string result(text);
  curl_free(text);
  return result;
}

// libcurl would take "ftp" and the like too, and guess a scheme where there is none.
bool set(CURLU* handle, const std::string& text) {
  return curl_url_set(handle, CURLUPART_URL, text.c_str(), 0) == CURLUE_OK;
}

}  // namespace

std::optional<Url> Url::parse(const std::string& text) {
  const auto handle = new_handle();
  if (!set(handle.get(), text)) return std::nullopt;
  Url url;
  url.scheme_ = part(handle.get(), CURLUPART_SCHEME);
  if (url.scheme_ != "http" && url.scheme_ != "https") return std::nullopt;
  const auto username = part(handle.get(), CURLUPART_USER, CURLU_URLDECODE);
  const auto password = part(handle.get(), CURLUPART_PASSWORD, CURLU_URLDECODE);
  if (!username.empty() || !password.empty()) {
    url.credentials_ = Credentials{username, password};
    curl_url_set(handle.get(), CURLUPART_USER, nullptr, 0);
    curl_url_set(handle.get(), CURLUPART_PASSWORD, nullptr, 0);
  }
  curl_url_set(handle.get(), CURLUPART_FRAGMENT, nullptr, 0);
  url.text_ = part(handle.get(), CURLUPART_URL);
  url.path_ = part(handle.get(), CURLUPART_PATH);
  url.host_ = text::lower(part(handle.get(), CURLUPART_HOST));
  url.port_ = part(handle.get(), CURLUPART_PORT, CURLU_DEFAULT_PORT);
  url.shown_ = url.text_.substr(0, url.text_.find('?'));
  if (url.shown_.size() < url.text_.size()) url.shown_ += "?…";
  return url;
}

std::string Url::file_name() const {
  const auto name = path_.substr(path_.rfind('/') + 1);
  char* decoded = curl_easy_unescape(nullptr, name.c_str(), 0, nullptr);
  if (decoded == nullptr) throw std::bad_alloc();
  std::string result(decoded);
  curl_free(decoded);
  return result;
}

std::optional<Url> Url::in_folder(const std::string& reference) const {
  if (reference.find("://") != std::string::npos) return parse(reference);
  const auto handle = new_handle();
  if (!set(handle.get(), text_)) return std::nullopt;
  const auto query = part(handle.get(), CURLUPART_QUERY);
  const auto folder = path_.ends_with('/') ? path_ : path_ + '/';
  if (curl_url_set(handle.get(), CURLUPART_PATH, folder.c_str(), 0) != CURLUE_OK ||
      !set(handle.get(), reference)) {
    return std::nullopt;
  }
  auto resolved = parse(part(handle.get(), CURLUPART_URL));
  // Another server ("//HOST/PATH") is not told the key that a query may be.
  if (query.empty() || !resolved || !same_origin(*resolved)) return resolved;
  curl_url_set(handle.get(), CURLUPART_QUERY, query.c_str(), 0);
  return parse(part(handle.get(), CURLUPART_URL));
}

bool Url::is_folder_of(const Url& other) const {
  const auto folder = path_.ends_with('/') ? path_ : path_ + '/';
  return same_origin(other) && other.path_.starts_with(folder);
}

Url Url::beside(const std::string& suffix) const {
  const auto handle = new_handle();
  set(handle.get(), text_);
  curl_url_set(handle.get(), CURLUPART_PATH, (path_ + suffix).c_str(), 0);
  auto url = parse(part(handle.get(), CURLUPART_URL));
  if (!url) throw std::invalid_argument("no suffix of an address: " + suffix);
  return *std::move(url);
}

}  // namespace telepresence::net
