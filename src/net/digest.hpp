// SHA-256 of texts and files.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace telepresence::net {

// Fed piece by piece.
class Sha256 {
 public:
  Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256(Sha256&&) = delete;
  Sha256& operator=(Sha256&&) = delete;
  ~Sha256();

  void restart();
  void update(std::string_view bytes);
  // 64 hexadecimal digits, small letters. Ends the calculation.
  std::string finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256(std::string_view bytes);

// Throws Error (input) when the file cannot be read.
std::string sha256_of_file(const std::filesystem::path& path);

// "sha256:ABC…" or "abc…" as 64 small digits; "" when it is no SHA-256 digest.
std::string normalized_digest(std::string_view text);

}  // namespace telepresence::net
