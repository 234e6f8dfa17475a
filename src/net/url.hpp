// Addresses of the web, taken apart and put together by libcurl's own parser.
#pragma once

#include <optional>
#include <string>

namespace telepresence::net {

struct Credentials {
  std::string username;
  std::string password;
};

// An http or https address. A user name and a password in it are kept apart, so that its
// text can be shown.
class Url {
 public:
  // Nothing when `text` is no http or https address.
  static std::optional<Url> parse(const std::string& text);

  // The whole address, without user name and password: for fetching and comparing.
  const std::string& text() const { return text_; }
  // The same for people, "?…" in place of a query: that may hold a signature or a token.
  const std::string& shown() const { return shown_; }
  const std::string& scheme() const { return scheme_; }
  const std::string& host() const { return host_; }  // in small letters
  const std::string& port() const { return port_; }  // the scheme's own when none is written
  const std::optional<Credentials>& credentials() const { return credentials_; }
  // The last part of the path, decoded: "a b.tgz"; "" when it ends in a slash.
  std::string file_name() const;

  // What `reference` means below this address, which is taken for a folder; its query goes
  // along on the same server (as helm does: pkg/repo, ResolveReferenceURL). Nothing when that is no
  // http or https address.
  std::optional<Url> in_folder(const std::string& reference) const;

  // Where a Location header in the answer to this address leads. Nothing when that is no http or
  // https address.
  std::optional<Url> redirected(const std::string& location) const;

  // The address whose path is this one's with `suffix` at its end.
  Url beside(const std::string& suffix) const;

  // Whether `other` is below this address, which is taken for a folder.
  bool is_folder_of(const Url& other) const;

  // The same scheme, host and port: where credentials for the one may go for the other.
  bool same_origin(const Url& other) const {
    return scheme_ == other.scheme_ && host_ == other.host_ && port_ == other.port_;
  }

 private:
  Url() = default;

  std::string text_;
  std::string shown_;
  std::string scheme_;
  std::string host_;
  std::string port_;
  std::string path_;
  std::optional<Credentials> credentials_;
};

}  // namespace telepresence::net
