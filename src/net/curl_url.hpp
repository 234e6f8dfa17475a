// One address in libcurl's parser: taken apart, changed, and put together again.
#pragma once

#include <memory>
#include <string>

namespace telepresence::net {

class CurlUrl {
 public:
  enum class Part { whole, scheme, user, password, host, port, path, query, fragment };
  // Which schemes an address may have: those that libcurl fetches from, or any.
  enum class Schemes { known, any };

  CurlUrl();
  CurlUrl(const CurlUrl&) = delete;
  CurlUrl& operator=(const CurlUrl&) = delete;
  CurlUrl(CurlUrl&&) = delete;
  CurlUrl& operator=(CurlUrl&&) = delete;
  ~CurlUrl();

  // An address, or one that is relative to what is held. False when it is none; a scheme is never
  // guessed.
  bool parse(const std::string& text, Schemes schemes = Schemes::known);
  // The same of a Location header, in which spaces and the like need not be written as %20.
  bool parse_location(const std::string& text);
  bool set(Part part, const std::string& value);
  void remove(Part part);

  // "" when there is none. The port is the scheme's own when none is written.
  std::string get(Part part) const;
  // With %41 as A.
  std::string decoded(Part part) const;

 private:
  struct Handle;
  std::unique_ptr<Handle> handle_;
};

// %41 as A, in what is no whole address.
std::string decode(const std::string& text);

}  // namespace telepresence::net
