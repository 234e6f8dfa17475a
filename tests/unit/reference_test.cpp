#include "supply/reference.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using supply::parse_reference;
using testing::error_of;

TEST_CASE("--chart names a path, an address or a chart in a registry") {
  CHECK(std::get<std::filesystem::path>(parse_reference("./telepresence-2.18.1.tgz")) ==
        "./telepresence-2.18.1.tgz");
  CHECK(std::get<net::Url>(parse_reference("https://a.example/x.tgz?y=1")).text() ==
        "https://a.example/x.tgz?y=1");
}

TEST_CASE("a registry's chart may carry its version") {
  const auto [text, name, version,
              host] = GENERATE(table<const char*, const char*, const char*, const char*>({
      {"oci://a.example/x/y", "oci://a.example/x/y", "", "a.example"},
      {"oci://a.example/x/y:v2.18.1", "oci://a.example/x/y", "v2.18.1", "a.example"},
      {"oci://a.example:5000/x:2.18.1_b1", "oci://a.example:5000/x", "2.18.1+b1", "a.example:5000"},
      {"oci://[::1]:5000/x", "oci://[::1]:5000/x", "", "[::1]:5000"},
  }));
  CAPTURE(text);
  const auto reference = std::get<supply::RegistryReference>(parse_reference(text));
  CHECK(reference.name == name);
  CHECK(reference.version == version);
  CHECK(reference.host() == host);
}

TEST_CASE("what is no reference is refused, without a word of what may be a password") {
  const auto* text = GENERATE("oci://", "oci://a.example", "oci://a.example/", "ftp://a.example/x",
                              "oci://jane:s3cret@a.example/x", "https://jane:s3cret@", "oci:///x",
                              "oci://a.example/x@sha256:00");
  CAPTURE(text);
  const auto error = error_of([&] { parse_reference(text); });
  CHECK(error.kind() == ErrorKind::usage);
  CHECK(std::string(error.what()).find("s3cret") == std::string::npos);
}
