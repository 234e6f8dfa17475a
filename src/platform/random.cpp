#include "platform/random.hpp"

#include <sys/random.h>
#include <unistd.h>

#include "util/error.hpp"

namespace telepresence::platform {

std::uint64_t random_number() {
  std::uint64_t number = 0;
  if (::getentropy(&number, sizeof number) != 0) {
    throw Error(ErrorKind::environment, "the system gives no random numbers");
  }
  return number;
}

}  // namespace telepresence::platform
