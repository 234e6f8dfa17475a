#include "net/curl_url.hpp"

#include <curl/curl.h>

#include <new>

namespace telepresence::net {
namespace {

CURLUPart curl_part(CurlUrl::Part part) {
  switch (part) {
    case CurlUrl::Part::scheme:
      return CURLUPART_SCHEME;
    case CurlUrl::Part::user:
      return CURLUPART_USER;
    case CurlUrl::Part::password:
      return CURLUPART_PASSWORD;
    case CurlUrl::Part::host:
      return CURLUPART_HOST;
    case CurlUrl::Part::port:
      return CURLUPART_PORT;
    case CurlUrl::Part::path:
      return CURLUPART_PATH;
    case CurlUrl::Part::query:
      return CURLUPART_QUERY;
    case CurlUrl::Part::fragment:
      return CURLUPART_FRAGMENT;
    case CurlUrl::Part::whole:
      break;
  }
  return CURLUPART_URL;
}

// A text that libcurl has made.
std::string taken(char* text) {
  std::string result(text);
  curl_free(text);
  return result;
}

std::string part_of(CURLU* handle, CurlUrl::Part part, unsigned flags) {
  char* text = nullptr;
  if (curl_url_get(handle, curl_part(part), &text, flags) != CURLUE_OK) return {};
  return taken(text);
}

}  // namespace

struct CurlUrl::Handle {
  Handle() : url(curl_url()) {
    if (url == nullptr) throw std::bad_alloc();
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  Handle(Handle&&) = delete;
  Handle& operator=(Handle&&) = delete;
  ~Handle() { curl_url_cleanup(url); }

  CURLU* url;
};

CurlUrl::CurlUrl() : handle_(std::make_unique<Handle>()) {}

CurlUrl::~CurlUrl() = default;

bool CurlUrl::parse(const std::string& text, Schemes schemes) {
  const unsigned flags = schemes == Schemes::any ? CURLU_NON_SUPPORT_SCHEME : 0;
  return curl_url_set(handle_->url, CURLUPART_URL, text.c_str(), flags) == CURLUE_OK;
}

bool CurlUrl::parse_location(const std::string& text) {
  return curl_url_set(handle_->url, CURLUPART_URL, text.c_str(), CURLU_URLENCODE) == CURLUE_OK;
}

bool CurlUrl::set(Part part, const std::string& value) {
  return curl_url_set(handle_->url, curl_part(part), value.c_str(), 0) == CURLUE_OK;
}

void CurlUrl::remove(Part part) { curl_url_set(handle_->url, curl_part(part), nullptr, 0); }

std::string CurlUrl::get(Part part) const {
  return part_of(handle_->url, part, part == Part::port ? CURLU_DEFAULT_PORT : 0);
}

std::string CurlUrl::decoded(Part part) const {
  return part_of(handle_->url, part, CURLU_URLDECODE);
}

std::string decode(const std::string& text) {
  char* decoded = curl_easy_unescape(nullptr, text.c_str(), 0, nullptr);
  if (decoded == nullptr) throw std::bad_alloc();
  return taken(decoded);
}

}  // namespace telepresence::net
