// Runs a piece of code that has to throw an Error, and gives that Error.
#pragma once

#include <catch2/catch.hpp>

#include "util/error.hpp"

namespace telepresence::testing {

template <typename Code>
Error error_of(Code&& code) {
  try {
    code();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no Error was thrown");
  throw std::logic_error("not reached");
}

}  // namespace telepresence::testing
