// Whether the API server would trust a webhook's certificate.
#include "net/certificate.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace telepresence;

namespace {

// Made with openssl, for a day: when they end makes no difference here. The leaf is authority's,
// for agent-injector.prod.svc.
constexpr const char* authority = R"(-----BEGIN CERTIFICATE-----
MIIBcDCCARWgAwIBAgIUQaBdnh7meofrhI+EM232mG7j0BgwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwHhcNMjYxMTI4MDkwMTIyWhcNMjYxMTI5MDkwMTIyWjAN
MQswCQYDVQQDDAJjYTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABB18FEGIVcel
wKgFFe3OTxJ/eagKKPBaEnfitWXcF/TINYgqUf40RlczjwcyBTPonlG/gC29w9LS
7BgAwFOfQvujUzBRMB0GA1UdDgQWBBTtd4KdVvskg2SmaMB1vAqVEZIM2TAfBgNV
HSMEGDAWgBTtd4KdVvskg2SmaMB1vAqVEZIM2TAPBgNVHRMBAf8EBTADAQH/MAoG
CCqGSM49BAMCA0kAMEYCIQDHBip21QIuwPrZnJ/JdtZ5F/68Z1Ea/RRYb+76C+8H
nAIhAMVdniBKlo9z6CCPd0Iv5iGRTi5PowrO/fkhcb+n0oV+
-----END CERTIFICATE-----
)";
constexpr const char* other = R"(-----BEGIN CERTIFICATE-----
MIIBdjCCARugAwIBAgIUYPJsq/07I20QHmL+k03ws7bMLwEwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFb3RoZXIwHhcNMjYxMTI4MDkwMTIyWhcNMjYxMTI5MDkwMTIy
WjAQMQ4wDAYDVQQDDAVvdGhlcjBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABC0v
JolBBQqK7E5MMkh0L+sIrm8WkyG6lecZxMw0Z9ENU18JckadO2dFB7BsuiHO9QcF
txs72C22XxMgjVrZZ9SjUzBRMB0GA1UdDgQWBBTSzB8zWy3ytL3bPkU/s7SQZu/J
cjAfBgNVHSMEGDAWgBTSzB8zWy3ytL3bPkU/s7SQZu/JcjAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0kAMEYCIQCLUoZNIzkJ+PGpVGX8fa4pdOvk2CHfs1ja
8zzsvziZQAIhAKFFYPv+78EzmvOPNnPotrKErvK0042Q28u5IbnC9eTY
-----END CERTIFICATE-----
)";
constexpr const char* leaf = R"(-----BEGIN CERTIFICATE-----
MIIBgDCCASegAwIBAgIUdiVKiYzwJexqG51OgxSPwI5/h6EwCgYIKoZIzj0EAwIw
DTELMAkGA1UEAwwCY2EwHhcNMjYxMTI4MDkwMTIzWhcNMjYxMTI5MDkwMTIzWjAM
MQowCAYDVQQDDAF4MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEW+vuerkTPyDV
D1fUwUaGaejDgXpyC2BUYRecxfDzCc8MjmH7BL1aq94+A6Gho0ass02eWV/ZsujP
plwxkND+0aNmMGQwIgYDVR0RBBswGYIXYWdlbnQtaW5qZWN0b3IucHJvZC5zdmMw
HQYDVR0OBBYEFFX0RPJDDYeUFwXesE7pV7Y2KFzwMB8GA1UdIwQYMBaAFO13gp1W
+ySDZKZowHW8CpURkgzZMAoGCCqGSM49BAMCA0cAMEQCID7wqnyC8q+5dffVTGh0
exSLxgi8JFlA2Xi1EMFKOea2AiAtKO0d/lCB3taDSCaGBJW2HcFxXLnl2LyL8vqf
zOViqw==
-----END CERTIFICATE-----
)";

}  // namespace

TEST_CASE("a certificate of the authority and of the name is trusted") {
  CHECK(net::reason_to_refuse(leaf, authority, "agent-injector.prod.svc").empty());
  // Among several.
  const auto both = std::string(other) + authority;
  CHECK(net::reason_to_refuse(leaf, both, "agent-injector.prod.svc").empty());
  // It may vouch for itself.
  CHECK(net::reason_to_refuse(leaf, leaf, "agent-injector.prod.svc").empty());
  CHECK(net::end_of_certificate(leaf));
}

TEST_CASE("one of another authority or name is not") {
  CHECK(net::reason_to_refuse(leaf, other, "agent-injector.prod.svc") ==
        "unable to get local issuer certificate");
  CHECK(net::reason_to_refuse(leaf, "", "agent-injector.prod.svc") ==
        "unable to get local issuer certificate");
  CHECK(net::reason_to_refuse(leaf, authority, "agent-injector.dev.svc") == "hostname mismatch");
  CHECK(net::reason_to_refuse("", authority, "x") == "it is no certificate");
}

// OpenSSL would ask for a pass phrase, and wait for whoever is at the terminal.
TEST_CASE("F6: one that says it is encrypted is none") {
  const std::string encrypted =
      "-----BEGIN CERTIFICATE-----\nProc-Type: 4,ENCRYPTED\n"
      "DEK-Info: AES-128-CBC,000102030405060708090A0B0C0D0E0F\n\n"
      "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n-----END CERTIFICATE-----\n";
  CHECK_FALSE(net::end_of_certificate(encrypted));
}
