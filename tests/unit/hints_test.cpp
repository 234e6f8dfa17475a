// What is offered where a source gave no chart.
#include "supply/hints.hpp"

#include <catch2/catch.hpp>

#include "net/http_errors.hpp"

using namespace telepresence;
using namespace telepresence::supply;
using Cause = net::HttpError::Cause;

namespace {

InRepository repository(const std::string& name, const net::Access& access = {}) {
  return {{name, *net::Url::parse("https://jane:s3cret@a.example/charts"), access},
          chart_name,
          {"2.18.1", *VersionRange::parse("2.18.1"), VersionRule::bundled},
          {},
          {},
          {}};
}

std::string hint_for(Cause cause, const Source& source) {
  const net::HttpError error(Error(ErrorKind::input, "no"), cause);
  return with_hints(error, source, {}).hint();
}

}  // namespace

TEST_CASE("what a server wants is told as a command that helm takes") {
  const auto [cause, known, unknown] = GENERATE(table<Cause, const char*, const char*>({
      {Cause::no_login,
       "To give one: `helm repo add mine https://a.example/charts --username USER --force-update`",
       "To give one: `helm repo add NAME https://a.example/charts --username USER`, then --repo "
       "NAME"},
      {Cause::wrong_login,
       "For another user or password: `helm repo add mine https://a.example/charts --username USER "
       "--force-update`",
       "For another user or password: `helm repo add NAME https://a.example/charts --username "
       "USER`, then --repo NAME"},
      {Cause::client_certificate,
       "To give one: `helm repo add mine https://a.example/charts --cert-file FILE --key-file FILE "
       "--force-update`",
       "To give one: `helm repo add NAME https://a.example/charts --cert-file FILE --key-file "
       "FILE`, then --repo NAME"},
      {Cause::other, "", ""},
  }));
  CHECK(hint_for(cause, repository("mine")) == known);
  CHECK(hint_for(cause, repository("")) == unknown);
}

TEST_CASE("helm does not forget what it was told of a repository before") {
  net::Access access;
  access.ca_file = "/my ca.crt";
  access.credentials = {"jane", "s3cret"};
  CHECK(hint_for(Cause::withheld_login, repository("mine", access)) ==
        "To give it to this one too: `helm repo add mine https://a.example/charts "
        "--pass-credentials --ca-file '/my ca.crt' --username USER --force-update`");
  CHECK(hint_for(Cause::untrusted_certificate, repository("mine", access))
            .find("--ca-file FILE --username USER --force-update") != std::string::npos);
  net::Access client;
  client.cert_file = "/client.crt";
  client.key_file = "/client.key";
  CHECK(hint_for(Cause::no_login, repository("mine", client)) ==
        "To give one: `helm repo add mine https://a.example/charts --username USER --cert-file "
        "/client.crt --key-file /client.key --force-update`");
  CHECK(hint_for(Cause::no_login, repository("", access))
            .find("charts --username USER --ca-file '/my ca.crt'`") != std::string::npos);

  net::Access lenient;
  lenient.insecure_skip_tls_verify = true;
  lenient.pass_credentials_all = true;
  CHECK(hint_for(Cause::no_login, repository("mine", lenient))
            .find("--username USER --pass-credentials --insecure-skip-tls-verify --force-update") !=
        std::string::npos);
  CHECK(hint_for(Cause::untrusted_certificate, repository("mine", lenient))
            .find("--ca-file FILE --pass-credentials --force-update") != std::string::npos);
}

TEST_CASE("a URL of a chart is not offered --repo, which it cannot be used with") {
  const Address address{*net::Url::parse("https://a.example/x.tgz"), {}, {}, {}, {}};
  for (const auto cause : {Cause::no_login, Cause::client_certificate, Cause::withheld_login,
                           Cause::untrusted_certificate}) {
    const auto hint = hint_for(cause, address);
    CHECK_FALSE(hint.empty());
    CHECK(hint.find("--repo") == std::string::npos);
  }
}
