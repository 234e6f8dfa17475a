#include "net/url.hpp"

#include <stdexcept>

#include "net/curl_url.hpp"
#include "util/text.hpp"

namespace telepresence::net {

using Part = CurlUrl::Part;

std::optional<Url> Url::parse(const std::string& text) {
  CurlUrl parser;
  if (!parser.parse(text)) return std::nullopt;
  Url url;
  url.scheme_ = parser.get(Part::scheme);
  // libcurl would take "ftp" and the like too.
  if (url.scheme_ != "http" && url.scheme_ != "https") return std::nullopt;
  const auto username = parser.decoded(Part::user);
  const auto password = parser.decoded(Part::password);
  if (!username.empty() || !password.empty()) {
    url.credentials_ = Credentials{username, password};
    parser.remove(Part::user);
    parser.remove(Part::password);
  }
  parser.remove(Part::fragment);
  url.text_ = parser.get(Part::whole);
  url.path_ = parser.get(Part::path);
  url.host_ = text::lower(parser.get(Part::host));
  url.port_ = parser.get(Part::port);
  url.shown_ = url.text_.substr(0, url.text_.find('?'));
  if (url.shown_.size() < url.text_.size()) url.shown_ += "?…";
  return url;
}

std::string Url::file_name() const { return decode(path_.substr(path_.rfind('/') + 1)); }

std::optional<Url> Url::in_folder(const std::string& reference) const {
  if (reference.find("://") != std::string::npos) return parse(reference);
  CurlUrl parser;
  if (!parser.parse(text_)) return std::nullopt;
  const auto query = parser.get(Part::query);
  const auto folder = path_.ends_with('/') ? path_ : path_ + '/';
  if (!parser.set(Part::path, folder) || !parser.parse(reference)) return std::nullopt;
  auto resolved = parse(parser.get(Part::whole));
  // Another server ("//HOST/PATH") is not told the key that a query may be.
  if (query.empty() || !resolved || !same_origin(*resolved)) return resolved;
  parser.set(Part::query, query);
  return parse(parser.get(Part::whole));
}

std::optional<Url> Url::redirected(const std::string& location) const {
  CurlUrl parser;
  if (!parser.parse(text_) || !parser.parse_location(location)) return std::nullopt;
  return parse(parser.get(Part::whole));
}

bool Url::is_folder_of(const Url& other) const {
  const auto folder = path_.ends_with('/') ? path_ : path_ + '/';
  return same_origin(other) && other.path_.starts_with(folder);
}

Url Url::beside(const std::string& suffix) const {
  CurlUrl parser;
  parser.parse(text_);
  parser.set(Part::path, path_ + suffix);
  auto url = parse(parser.get(Part::whole));
  if (!url) throw std::invalid_argument("no suffix of an address: " + suffix);
  return *std::move(url);
}

}  // namespace telepresence::net
