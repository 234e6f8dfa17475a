#include "util/diff.hpp"

#include <catch2/catch.hpp>

using telepresence::text::unified_diff;

TEST_CASE("equal texts have no difference") { CHECK(unified_diff("a\n", "a\n", "f").empty()); }

TEST_CASE("only what changes is shown") {
  CHECK(unified_diff("secret\na\nb\n", "secret\na\nx\ny\nb\n", "f") ==
        "--- f\n+++ f\n@@ -2,0 +3,2 @@\n+x\n+y\n");
  CHECK(unified_diff("a\nx\ny\nb\n", "a\nb\n", "f") == "--- f\n+++ f\n@@ -2,2 +1,0 @@\n-x\n-y\n");
  CHECK(unified_diff("", "a", "f") ==
        "--- f\n+++ f\n@@ -0,0 +1 @@\n+a\n\\ No newline at end of file\n");
}

TEST_CASE("of a long line only the part that changes is shown") {
  const std::string secret(100, 's');
  const auto before = secret + "{a: 1}" + secret;
  const auto after = secret + "{a: 2}" + secret;
  CHECK(unified_diff(before, after, "f") ==
        "--- f\n+++ f\n@@ -1 +1 @@\n"
        "-\u2026ssssssss{a: 1}sssssssssss\u2026\n+\u2026ssssssss{a: 2}sssssssssss\u2026\n");
}
