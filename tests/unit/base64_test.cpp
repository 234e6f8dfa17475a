// Base64, as Kubernetes has the data of Secrets.
#include "util/base64.hpp"

#include <catch2/catch.hpp>

using telepresence::decode_base64;

TEST_CASE("base64 is decoded") {
  // RFC 4648, section 10.
  CHECK(decode_base64("") == "");
  CHECK(decode_base64("Zg==") == "f");
  CHECK(decode_base64("Zm8=") == "fo");
  CHECK(decode_base64("Zm9v") == "foo");
  CHECK(decode_base64("Zm9vYmE=") == "fooba");
  CHECK(decode_base64("Zm9v\nYmFy\n") == "foobar");
  CHECK(decode_base64("//79") == "\xff\xfe\xfd");
}

TEST_CASE("what is no base64 is nothing") {
  CHECK_FALSE(decode_base64("a b"));
  CHECK_FALSE(decode_base64("Z"));
  CHECK_FALSE(decode_base64("Zg==Zg=="));
  CHECK_FALSE(decode_base64("Zg==="));
}
