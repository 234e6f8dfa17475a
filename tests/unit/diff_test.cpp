#include "util/diff.hpp"

#include <fmt/format.h>
#include <catch2/catch.hpp>

using telepresence::text::diff_in_context;
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

TEST_CASE("F15: nor of lines that become fewer what they have in common") {
  const std::string secret(100, 's');
  const auto before = fmt::format("a\n{0}{{a:\n 1}}{0}\nb\n", secret);
  const auto after = fmt::format("a\n{0}{{}}{0}\nb\n", secret);
  CHECK(unified_diff(before, after, "f") ==
        "--- f\n+++ f\n@@ -2,2 +2 @@\n"
        "-\u2026sssssssssss{a:\n- 1}sssssssssss\u2026\n+\u2026sssssssssss{}sssssssssss\u2026\n");
}

TEST_CASE("lines are shown with those around them") {
  const std::string before = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
  struct Row {
    std::string after;
    std::size_t context;
    std::string diff;
  };
  const Row rows[] = {
      {before, 3, ""},
      {"1\n2\n3\n4\nx\n6\n7\n8\n9\n", 1, "@@ -4,3 +4,3 @@\n 4\n-5\n+x\n 6\n"},
      {"1\n2\n3\n4\n6\n7\n8\n9\n", 0, "@@ -5 +4,0 @@\n-5\n"},
      {"0\n" + before, 1, "@@ -1 +1,2 @@\n+0\n 1\n"},
      {before + "10\n", 1, "@@ -9 +9,2 @@\n 9\n+10\n"},
      {"", 0, "@@ -1,9 +0,0 @@\n-1\n-2\n-3\n-4\n-5\n-6\n-7\n-8\n-9\n"},
      // Two lines that stay between them: one hunk where both show them anyhow.
      {"1\n2\nx\n4\n5\ny\n7\n8\n9\n", 1, "@@ -2,6 +2,6 @@\n 2\n-3\n+x\n 4\n 5\n-6\n+y\n 7\n"},
      {"1\nx\n3\n4\n5\ny\n7\n8\n9\n", 1,
       "@@ -1,3 +1,3 @@\n 1\n-2\n+x\n 3\n@@ -5,3 +5,3 @@\n 5\n-6\n+y\n 7\n"},
  };
  for (const auto& row : rows) {
    CAPTURE(row.after, row.context);
    CHECK(diff_in_context(before, row.after, row.context) == row.diff);
  }
  CHECK(diff_in_context("", "a\nb\n", 3) == "@@ -0,0 +1,2 @@\n+a\n+b\n");
}
