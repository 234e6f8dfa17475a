#include "net/certificate.hpp"

#include <openssl/bio.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <ctime>
#include <memory>
#include <vector>

namespace telepresence::net {
namespace {

template <auto Free>
struct Deleter {
  template <typename T>
  void operator()(T* object) const {
    Free(object);
  }
};
using Source = std::unique_ptr<BIO, Deleter<BIO_free>>;
using Certificate = std::unique_ptr<X509, Deleter<X509_free>>;
using Store = std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>>;
using Verification = std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>>;

// OpenSSL would ask at the terminal for what one that says it is encrypted needs.
int no_pass_phrase(char* /*text*/, int /*size*/, int /*writes*/, void* /*data*/) { return -1; }

std::vector<Certificate> certificates_of(const std::string& pem) {
  std::vector<Certificate> all;
  const Source source(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
  while (source) {
    Certificate next(PEM_read_bio_X509(source.get(), nullptr, no_pass_phrase, nullptr));
    if (!next) break;
    all.push_back(std::move(next));
  }
  return all;
}

std::optional<TimePoint> time_of(const std::string& pem,
                                 const ASN1_TIME* (*which)(const X509* certificate)) {
  const auto all = certificates_of(pem);
  std::tm time{};
  if (all.empty() || ASN1_TIME_to_tm(which(all.front().get()), &time) != 1) return std::nullopt;
  return std::chrono::time_point_cast<std::chrono::seconds>(
      std::chrono::system_clock::from_time_t(::timegm(&time)));
}

}  // namespace

std::optional<TimePoint> begin_of_certificate(const std::string& pem) {
  return time_of(pem, X509_get0_notBefore);
}

std::optional<TimePoint> end_of_certificate(const std::string& pem) {
  return time_of(pem, X509_get0_notAfter);
}

std::string reason_to_refuse(const std::string& pem, const std::string& authorities,
                             const std::string& host) {
  const auto all = certificates_of(pem);
  const Store store(X509_STORE_new());
  const Verification verification(X509_STORE_CTX_new());
  if (all.empty()) return "it is no certificate";
  if (!store || !verification) return "OpenSSL has no memory";
  for (const auto& authority : certificates_of(authorities)) {
    X509_STORE_add_cert(store.get(), authority.get());
  }
  // Of the end another line tells. An authority need not be a root.
  X509_STORE_set_flags(store.get(), X509_V_FLAG_NO_CHECK_TIME | X509_V_FLAG_PARTIAL_CHAIN);
  if (X509_STORE_CTX_init(verification.get(), store.get(), all.front().get(), nullptr) != 1) {
    return "OpenSSL cannot check it";
  }
  X509_VERIFY_PARAM_set1_host(X509_STORE_CTX_get0_param(verification.get()), host.data(),
                              host.size());
  if (X509_verify_cert(verification.get()) == 1) return {};
  return X509_verify_cert_error_string(X509_STORE_CTX_get_error(verification.get()));
}

}  // namespace telepresence::net
