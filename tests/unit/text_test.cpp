#include "util/text.hpp"

#include <catch2/catch.hpp>

using namespace telepresence;
using Strings = std::vector<std::string>;

TEST_CASE("trim takes white space off both ends") {
  CHECK(text::trim("  a b\r\n") == "a b");
  CHECK(text::trim(" \t\n").empty());
  CHECK(text::trim("").empty());
}

TEST_CASE("split keeps empty fields") {
  CHECK(text::split("a:b", ':') == Strings{"a", "b"});
  CHECK(text::split(":a:", ':') == Strings{"", "a", ""});
  CHECK(text::split("", ':') == Strings{""});
}

TEST_CASE("join is the way back") {
  CHECK(text::join({"a", "", "b"}, ", ") == "a, , b");
  CHECK(text::join({}, ", ").empty());
}

TEST_CASE("indent prefixes every line and drops the last line end") {
  CHECK(text::indent("a\n\nb\n\n", "> ") == "> a\n> \n> b");
}

TEST_CASE("wrap breaks at spaces and leaves a long word whole") {
  CHECK(text::wrap("one two three", 7) == Strings{"one two", "three"});
  CHECK(text::wrap("a verylongword b", 5) == Strings{"a", "verylongword", "b"});
  CHECK(text::wrap("", 5) == Strings{""});
  CHECK(text::wrap("a  b  c", 5) == Strings{"a  b", "c"});
  CHECK(text::fill({"one", "two", "three"}, 9, 4) == Strings{"one", "two three"});
}

TEST_CASE("edit_distance counts slips of the hand") {
  CHECK(text::edit_distance("install", "install") == 0);
  CHECK(text::edit_distance("instal", "install") == 1);
  CHECK(text::edit_distance("isntall", "install") == 1);
  CHECK(text::edit_distance("uninstall", "install") == 2);
  CHECK(text::edit_distance("", "abc") == 3);
}

TEST_CASE("closest finds what was meant, and nothing when nothing is near") {
  const Strings commands = {"install", "upgrade", "uninstall", "status", "version"};
  CHECK(text::closest("instal", commands) == "install");
  CHECK(text::closest("unistall", commands) == "uninstall");
  CHECK(text::closest("upgarde", commands) == "upgrade");
  CHECK(text::closest("stat", commands) == "status");
  CHECK(text::closest("deploy", commands) == std::nullopt);
  CHECK(text::closest("x", commands) == std::nullopt);
}

TEST_CASE("what a terminal would obey is spelled out") {
  const auto [bytes, shown] = GENERATE(table<std::string, std::string>({
      {"plain \u00fcber \u4f60 \U0001F600", "plain \u00fcber \u4f60 \U0001F600"},
      {"\x1b[31mred\x07", "\\x1b[31mred\\x07"},
      {"a\nb\tc\r", "a\\x0ab\\x09c\\x0d"},
      {"\x7f\u009b", "\\x7f\\u009b"},
      {"a\u202eb\u2028c\u200bd\ufeffe\U000e0041", "a\\u202eb\\u2028c\\u200bd\\ufeffe\\ue0041"},
      {"\xff\xfe", "\\xff\\xfe"},
      {"\xc0\xaf", "\\xc0\\xaf"},
      {"\xe0\x80\xaf", "\\xe0\\x80\\xaf"},
      {"\xed\xa0\x80", "\\xed\\xa0\\x80"},
      {"\xf4\x90\x80\x80", "\\xf4\\x90\\x80\\x80"},
      {"cut \xe4\xbd", "cut \\xe4\\xbd"},
  }));
  CHECK(text::printable(bytes) == shown);
}

TEST_CASE("lines may be kept") {
  CHECK(text::printable("a\n\tb\x1b", text::Lines::keep) == "a\n\tb\\x1b");
}

TEST_CASE("a word is quoted where a shell would take it apart") {
  CHECK(text::shell_quoted("telepresence-2.18.1.tgz") == "telepresence-2.18.1.tgz");
  CHECK(text::shell_quoted("") == "''");
  CHECK(text::shell_quoted("^2.17") == "'^2.17'");
  CHECK(text::shell_quoted("a b") == "'a b'");
  CHECK(text::shell_quoted("it's") == "'it'\\''s'");
  CHECK(text::shell_quoted("$HOME;*") == "'$HOME;*'");
}

TEST_CASE("F15: what may be a login is known by its form") {
  for (const auto* word : {"user:secret", "user:secret@host", "https://user:secret@host", "me@host",
                           "oci://user:secret@host/x", "https://host/x?sig=secret", "a:b:c"}) {
    CAPTURE(word);
    CHECK(text::may_hold_login(word));
    CHECK(text::shown(word) == "***");
  }
  for (const auto* word : {"2.18.1", "./chart.tgz", "https://host:8443/charts", "host:5000/charts",
                           "oci://host/x:2.18.1", "datawire", "^2.17"}) {
    CAPTURE(word);
    CHECK(text::shown(word) == word);
  }
}

TEST_CASE("F15: the logins of URLs are left out of a text") {
  const auto [given, expected] = GENERATE(table<std::string, std::string>({
      {"GET https://u:p@h/x: 404, see ftp://u@h", "GET https://***@h/x: 404, see ftp://***@h"},
      {"\"https://u:a@b@h:1/x\"", "\"https://***@h:1/x\""},
      {"https://u:a/b@h/x", "https://***@h/x"},
      {"https://h:443/a@b", "https://h:443/a@b"},
      {"https://u:pa'ss@h/x: 404", "https://***@h/x: 404"},
      {"https://u:pa`s's@h", "https://***@h"},
      {"'https://h' and a@b", "'https://h' and a@b"},
      {"'https://u:p@h'", "'https://***@h'"},
      {"oci://h/x@sha256:1", "oci://h/x@sha256:1"},
      {"a: https://h\nb@c", "a: https://h\nb@c"},
      {"://@", "://***@"},
      {"Get \"https://h/v.yaml?sig=s3cret\": refused", "Get \"https://h/v.yaml?…\": refused"},
      {"(https://u:p@h/v?a=b&c): no", "(https://***@h/v?…): no"},
      {"https://h/v?…: no, https://i/?x.", "https://h/v?…: no, https://i/?…."},
      {"https://h/v: what is it?", "https://h/v: what is it?"},
  }));
  CHECK(text::without_logins(given) == expected);
}

TEST_CASE("a URL may be a part of another one") {
  CHECK(text::without_logins("https://a/https://u:p@b/x?y=z") == "https://a/https://***@b/x?…");
}

TEST_CASE("a password may have a slash and an apostrophe") {
  CHECK(text::without_logins("see https://u:p/a'b@host/x") == "see https://***@host/x");
  CHECK(text::without_logins("see 'https://host:1/x'@me") == "see 'https://host:1/x'@me");
}
