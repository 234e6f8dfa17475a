// How text for people is fitted into a terminal, and coloured.
#include "cli/report/style.hpp"
#include <catch2/catch.hpp>
#include "cli/report/rows.hpp"

using namespace telepresence::cli;

namespace {

std::string fitted(std::string_view text, std::size_t width) {
  return Style(Reader::person, width, false).apply(text);
}

std::string coloured(std::string_view text) {
  return Style(Reader::program, Style::unlimited, true).apply(text);
}

}  // namespace

TEST_CASE("a line is broken at spaces, and goes on where its text began") {
  CHECK(fitted("Error: the release is gone, but its objects stay\n", 20) ==
        "Error: the release\nis gone, but its\nobjects stay\n");
  CHECK(fitted("  a hint that is too long", 14) == "  a hint that\n  is too long");
  CHECK(fitted("  Problems     pod traffic-manager: it does not start", 32) ==
        "  Problems     pod\n"
        "               traffic-manager:\n"
        "               it does not start");
  // A name that leaves less than half of the terminal is none.
  CHECK(fitted("  Traffic Manager  in a narrow one", 20) == "  Traffic Manager\n  in a narrow one");
  CHECK(fitted("one two\nthree four", 80) == "one two\nthree four");
}

TEST_CASE("a word that is too long for the terminal stays whole") {
  CHECK(fitted("see https://a.example/of/some/length there", 16) ==
        "see\nhttps://a.example/of/some/length\nthere");
  CHECK(fitted("https://a.example/of/some/length", 16) == "https://a.example/of/some/length");
}

TEST_CASE("a command stays in one line") {
  CHECK(fitted("  To remove it: kubectl delete job/x --namespace ambassador", 30) ==
        "  To remove it:\n  kubectl delete job/x --namespace ambassador");
  CHECK(fitted("  helm telepresence uninstall --namespace staging", 30) ==
        "  helm telepresence uninstall --namespace staging");
  CHECK(fitted("Look at it: `helm telepresence status -n a`, and try again", 30) ==
        "Look at it:\n`helm telepresence status -n a`,\nand try again");
  CHECK(fitted("Error: helm cannot read Secret x", 24) == "Error: helm cannot read\nSecret x");
  // No command, though it begins like one.
  CHECK(fitted("what helm says of it is shown", 20) == "what helm says of it\nis shown");
  // Nothing ends it.
  CHECK(fitted("a backquote ` alone is a word", 20) == "a backquote ` alone\nis a word");
}

TEST_CASE("what is far behind a double space is no value of a name") {
  CHECK(fitted("  one two three four  five", 16) == "  one two three\n  four  five");
}

TEST_CASE("text is fitted into any width") {
  CHECK(fitted("a b", 1) == "a\nb");
  CHECK(fitted("  a b", 1) == "  a\nb");
  CHECK(fitted("", 1).empty());
  CHECK(fitted("\n\n", 1) == "\n\n");
  // Of a server that answers with much, in a moment.
  const std::string much(1UL << 20U, '`');
  const auto two = much + " " + much;
  CHECK(fitted(two, 80).size() == 2 * much.size() + 1);
}

TEST_CASE("columns are counted, not bytes") {
  CHECK(fitted("ääää ääää", 9) == "ääää ääää");
  CHECK(fitted("ääää ääää", 8) == "ääää\nääää");
}

TEST_CASE("marks and the beginnings of messages are coloured, and nothing else") {
  CHECK(coloured("Error: no Error: here") == "\x1b[1m\x1b[31mError:\x1b[0m no Error: here");
  CHECK(coloured("Warning: x\n  y") == "\x1b[1m\x1b[33mWarning:\x1b[0m x\n  y");
  CHECK(coloured("  Status  √ deployed") == "  Status  \x1b[1m\x1b[32m√ \x1b[0mdeployed");
  CHECK(coloured("an Error: × √ and so on") == "an Error: × √ and so on");
}

TEST_CASE("a tone is a mark where marks are wanted") {
  const Rows rows = {
      {"Status", "deployed", Tone::good}, {"Injector", "a\nb", Tone::bad}, {"No", ""}};
  CHECK(format_rows(rows, Marks::shown) ==
        "  Status    √ deployed\n  Injector  × a\n            b\n");
  CHECK(format_rows(rows) == "  Status    deployed\n  Injector  a\n            b\n");
}

TEST_CASE("colours are as the flag, NO_COLOR or HELM_COLOR say") {
  const auto is_coloured = [](Colouring colouring, std::map<std::string, std::string> variables) {
    const auto style =
        Style::of(-1, colouring, telepresence::platform::Environment(std::move(variables)));
    return style.apply("Error:") != "Error:";
  };
  CHECK_FALSE(is_coloured(Colouring::automatic, {}));
  CHECK(is_coloured(Colouring::always, {{"NO_COLOR", "1"}}));
  CHECK(is_coloured(Colouring::automatic, {{"HELM_COLOR", "always"}}));
  CHECK_FALSE(is_coloured(Colouring::automatic, {{"HELM_COLOR", "always"}, {"NO_COLOR", "1"}}));
  CHECK_FALSE(is_coloured(Colouring::never, {{"HELM_COLOR", "always"}}));
}
