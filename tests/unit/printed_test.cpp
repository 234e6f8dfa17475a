// What helm prints as JSON, field by field.
#include "cluster/printed.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using cluster::Printed;
using testing::error_of;

namespace {

Printed printed(const std::string& text) { return Printed::parse(text, "helm list"); }

}  // namespace

TEST_CASE("what is missing or null is empty") {
  const auto* text = GENERATE("", "\n", "null", "{}", R"({"a":null})");
  CAPTURE(text);
  const auto all = printed(text);
  CHECK_FALSE(all["a"]);
  CHECK(all.text("a").empty());
  CHECK(all.number("a") == 0);
  CHECK_FALSE(all.truth("a"));
  CHECK(all.items("a").empty());
  CHECK(all.texts("a").empty());
  CHECK(all["a"]["b"].text("c").empty());
}

TEST_CASE("what is there is read") {
  const auto all =
      printed(R"({"t":"x","n":3,"m":"4","yes":true,"no":false,"l":["a","b"],"o":{"t":"y"}})");
  CHECK(all.text("t") == "x");
  CHECK(all.number("n") == 3);
  CHECK(all.number("m") == 4);
  CHECK(all.truth("yes"));
  CHECK_FALSE(all.truth("no"));
  CHECK(all.texts("l") == std::vector<std::string>{"a", "b"});
  CHECK(all["o"]);
  CHECK(all["o"].text("t") == "y");
}

TEST_CASE("F19: a field of another type is named with its way") {
  const auto all =
      printed(R"({"a":{"t":1,"n":"x","n2":"3x","b":"true","b2":1,"l":{},"l2":[1],"o":[]}})")["a"];
  const auto error_at = [](const auto& read) { return std::string(error_of(read).what()); };
  const std::string start = "helm list printed a field a.";
  CHECK(error_at([&] { all.text("t"); }) == start + "t that is not a text");
  CHECK(error_at([&] { all.number("n"); }) == start + "n that is not a number");
  CHECK(error_at([&] { all.number("n2"); }) == start + "n2 that is not a number");
  CHECK(error_at([&] { all.truth("b"); }) == start + "b that is not true or false");
  CHECK(error_at([&] { all.truth("b2"); }) == start + "b2 that is not true or false");
  CHECK(error_at([&] { all.items("l"); }) == start + "l that is not a list");
  CHECK(error_at([&] { all.texts("l2"); }) == start + "l2 that is not a list of texts");
  CHECK(error_at([&] { all["o"].text("t"); }) == start + "o that is not an object");
}

TEST_CASE("the whole of another type is told without a field") {
  CHECK(std::string(error_of([] { printed("[]").text("a"); }).what()) ==
        "helm list did not print an object");
  CHECK(std::string(error_of([] { printed("{}").items(); }).what()) ==
        "helm list did not print a list");
  CHECK(std::string(error_of([] { printed("x"); }).what()) == "helm list printed what is not JSON");
}
