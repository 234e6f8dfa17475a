#include "net/digest.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <stdexcept>

#include "platform/files.hpp"
#include "util/error.hpp"
#include "util/text.hpp"

namespace telepresence::net {

struct Sha256::Context {
  Context() : handle(EVP_MD_CTX_new()) {
    if (handle == nullptr) throw std::bad_alloc();
  }
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;
  Context(Context&&) = delete;
  Context& operator=(Context&&) = delete;
  ~Context() { EVP_MD_CTX_free(handle); }

  EVP_MD_CTX* handle;
};

namespace {

void check(int result) {
  if (result != 1) throw std::runtime_error("OpenSSL cannot calculate SHA-256");
}

}  // namespace

Sha256::Sha256() : context_(std::make_unique<Context>()) { restart(); }

Sha256::~Sha256() = default;

void Sha256::restart() { check(EVP_DigestInit_ex(context_->handle, EVP_sha256(), nullptr)); }

void Sha256::update(std::string_view bytes) {
  check(EVP_DigestUpdate(context_->handle, bytes.data(), bytes.size()));
}

std::string Sha256::finish() {
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int size = 0;
  check(EVP_DigestFinal_ex(context_->handle, digest.data(), &size));
  std::string text;
  for (unsigned int i = 0; i < size; ++i) text += fmt::format("{:02x}", digest[i]);
  return text;
}

std::string sha256(std::string_view bytes) {
  Sha256 digest;
  digest.update(bytes);
  return digest.finish();
}

std::string sha256_of_file(const std::filesystem::path& path) {
  Sha256 digest;
  if (!platform::for_each_block(path, [&](auto bytes) { digest.update(bytes); })) {
    throw Error(ErrorKind::input, path.string() + ": no such file");
  }
  return digest.finish();
}

std::string normalized_digest(std::string_view text) {
  constexpr std::string_view prefix = "sha256:";
  constexpr std::size_t length = 64;
  if (text::lower(text.substr(0, prefix.size())) == prefix) text.remove_prefix(prefix.size());
  if (text.size() != length) return {};
  const bool valid =
      std::ranges::all_of(text, [](unsigned char c) { return std::isxdigit(c) != 0; });
  return valid ? text::lower(text) : std::string();
}

}  // namespace telepresence::net
