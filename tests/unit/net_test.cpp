// net/: addresses, digests, compressed bodies.
#include <catch2/catch.hpp>
#include <string>

#include "net/digest.hpp"
#include "net/gzip.hpp"
#include "net/http_errors.hpp"
#include "net/url.hpp"

using namespace telepresence;

TEST_CASE("an address keeps its password to itself") {
  const auto url = net::Url::parse("https://jane:p%40ss@charts.example.com:8443/a?b=c#d");
  REQUIRE(url);
  CHECK(url->text() == "https://charts.example.com:8443/a?b=c");
  CHECK(url->credentials()->username == "jane");
  CHECK(url->credentials()->password == "p@ss");
}

TEST_CASE("what is no http or https address is none") {
  const auto* text = GENERATE("", "charts", "ftp://a/b", "oci://a/b", "https://", "/a/b", "http:");
  CAPTURE(text);
  CHECK_FALSE(net::Url::parse(text));
}

TEST_CASE("a repository's address is a folder") {
  const auto [base, reference, expected] = GENERATE(table<const char*, const char*, const char*>({
      {"https://a.example", "index.yaml", "https://a.example/index.yaml"},
      {"https://a.example/charts", "index.yaml", "https://a.example/charts/index.yaml"},
      {"https://a.example/charts/", "x.tgz", "https://a.example/charts/x.tgz"},
      {"https://a.example/charts", "/x.tgz", "https://a.example/x.tgz"},
      {"https://a.example/charts", "../x.tgz", "https://a.example/x.tgz"},
      {"https://a.example/charts?key=1", "x.tgz", "https://a.example/charts/x.tgz?key=1"},
      {"https://a.example/charts?key=1", "https://b.example/x.tgz", "https://b.example/x.tgz"},
      {"https://a.example/charts?key=1", "//b.example/x.tgz", "https://b.example/x.tgz"},
      {"https://a.example/charts?key=1", "//A.example/x.tgz", "https://A.example/x.tgz?key=1"},
  }));
  CAPTURE(base, reference);
  CHECK(net::Url::parse(base)->in_folder(reference)->text() == expected);
}

TEST_CASE("an origin is scheme, host and port") {
  const auto url = *net::Url::parse("https://a.example/charts");
  CHECK(url.same_origin(*net::Url::parse("https://a.example:443/other")));
  CHECK_FALSE(url.same_origin(*net::Url::parse("http://a.example/charts")));
  CHECK_FALSE(url.same_origin(*net::Url::parse("https://a.example:8443/charts")));
  CHECK_FALSE(url.same_origin(*net::Url::parse("https://b.example/charts")));
}

TEST_CASE("SHA-256 of a text") {
  CHECK(net::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("a digest is written in more than one way") {
  const std::string digits(64, 'a');
  CHECK(net::normalized_digest(digits) == digits);
  CHECK(net::normalized_digest("sha256:" + std::string(64, 'A')) == digits);
  CHECK(net::normalized_digest("SHA256:" + digits) == digits);
  CHECK(net::normalized_digest("sha512:" + digits).empty());
  CHECK(net::normalized_digest(digits.substr(1)).empty());
  CHECK(net::normalized_digest(std::string(64, 'g')).empty());
}

TEST_CASE("compressed data come out whole, in pieces, and are known to end") {
  // printf hello | gzip -n
  const std::string packed(
      "\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03\xcb\x48\xcd\xc9\xc9\x07\x00\x86\xa6\x10\x36\x05"
      "\x00\x00\x00",
      25);
  std::string text;
  net::GzipReader reader([&](std::string_view bytes) { text += bytes; });
  for (std::size_t i = 0; i + 1 < packed.size(); ++i) REQUIRE(reader.feed(packed.substr(i, 1)));
  CHECK_FALSE(reader.complete());
  REQUIRE(reader.feed(packed.substr(packed.size() - 1)));
  CHECK(reader.complete());
  CHECK(text == "hello");
  net::GzipReader other([](std::string_view) {});
  CHECK_FALSE(other.feed("<html>"));
}

TEST_CASE("people are shown no query") {
  const auto url = net::Url::parse("https://jane:s3cret@a.example/x.tgz?signature=abc#part");
  REQUIRE(url);
  CHECK(url->text() == "https://a.example/x.tgz?signature=abc");
  CHECK(url->shown() == "https://a.example/x.tgz?\u2026");
}

TEST_CASE("hosts are the same in any case") {
  const auto one = *net::Url::parse("https://Charts.Example.com/a");
  CHECK(one.same_origin(*net::Url::parse("HTTPS://charts.example.COM:443/b")));
  CHECK_FALSE(one.same_origin(*net::Url::parse("https://charts.example.com:444/b")));
  CHECK_FALSE(one.same_origin(*net::Url::parse("http://charts.example.com/b")));
}

TEST_CASE("what is below a folder") {
  const auto folder = *net::Url::parse("https://a.example/charts");
  CHECK(folder.is_folder_of(*net::Url::parse("https://a.example/charts/x.tgz")));
  CHECK_FALSE(folder.is_folder_of(*net::Url::parse("https://a.example/charts2/x.tgz")));
  CHECK_FALSE(folder.is_folder_of(*net::Url::parse("https://a.example/charts/../x.tgz")));
  CHECK_FALSE(folder.is_folder_of(*net::Url::parse("https://b.example/charts/x.tgz")));
  CHECK(net::Url::parse("https://a.example/x.tgz?y=1")->beside(".prov").text() ==
        "https://a.example/x.tgz.prov?y=1");
}

TEST_CASE("what a server answers is told by kind and cause") {
  using Cause = net::HttpError::Cause;
  const auto [status, login, kind, cause, may_pass] =
      GENERATE(table<long, net::Login, ErrorKind, Cause, bool>({
          {400, net::Login::none, ErrorKind::input, Cause::client_certificate, false},
          {401, net::Login::none, ErrorKind::input, Cause::no_login, false},
          {401, net::Login::sent, ErrorKind::input, Cause::wrong_login, false},
          {403, net::Login::withheld, ErrorKind::input, Cause::withheld_login, false},
          {404, net::Login::none, ErrorKind::not_found, Cause::other, false},
          {410, net::Login::none, ErrorKind::not_found, Cause::other, false},
          {429, net::Login::none, ErrorKind::input, Cause::other, false},
          {500, net::Login::none, ErrorKind::network, Cause::other, true},
          {503, net::Login::sent, ErrorKind::network, Cause::other, true},
      }));
  CAPTURE(status);
  const auto error =
      net::status_error(*net::Url::parse("https://a.example/x?key=s3cret"), status, login);
  CHECK(error.kind() == kind);
  CHECK(error.cause() == cause);
  CHECK(error.may_pass() == may_pass);
  CHECK(error.what() == "https://a.example/x?\u2026: the server answers " + std::to_string(status));
}

TEST_CASE("why a transfer failed is told in libcurl's words, or by its code where it has none") {
  const auto url = *net::Url::parse("https://a.example/x");
  const std::optional<net::Proxy> no_proxy;
  constexpr int could_not_resolve_host = 6;
  const auto told = [&](const char* words) {
    return std::string(
        net::transfer_error({url, no_proxy, {}, could_not_resolve_host, words}).what());
  };
  CHECK(told("Could not resolve host: a.example") ==
        "https://a.example/x: Could not resolve host: a.example");
  CHECK(told("").starts_with("https://a.example/x: C"));
}
