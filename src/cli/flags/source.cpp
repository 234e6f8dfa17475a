#include "cli/flags/source.hpp"

#include <CLI/CLI.hpp>

#include "cli/flags/words.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* group = "Chart";

}  // namespace

void add_repository_flag(CLI::App& app, std::optional<std::string>& repository) {
  app.add_option("--repo", repository,
                 "chart repository, by its URL or by the name helm knows it by; the one called "
                 "datawire by default, else https://app.getambassador.io, "
                 "e.g. --repo https://charts.example.com")
      ->type_name("URL|NAME")
      ->group(group);
}

void add_ca_file_flag(CLI::App& app, std::filesystem::path& file) {
  app.add_option("--ca-file", file,
                 "certificates of a private CA to trust when a chart is fetched, "
                 "e.g. --ca-file ca.crt")
      ->type_name("FILE")
      ->group(group);
}

void add_signature_flags(CLI::App& app, supply::SignatureRequest& signature) {
  app.add_flag("--verify", signature.verify,
               "check the chart's signature, its .prov file, as helm does")
      ->group(group);
  app.add_option("--keyring", signature.keyring,
                 "public keys to check it with, as gpg --export writes them; implies --verify, "
                 "e.g. --keyring keys.gpg")
      ->type_name("FILE")
      ->group(group);
}

void add_digest_flag(CLI::App& app, std::optional<std::string>& digest) {
  app.add_option("--digest", digest,
                 "SHA-256 that the packaged chart has to have, e.g. --digest sha256:9f86d0…")
      ->type_name("DIGEST")
      ->group(group);
}

void add_version_flag(CLI::App& app, std::optional<std::string>& version) {
  app.add_option("--version", version,
                 "version or range that the chart has to have; by default that of your "
                 "telepresence client, else the plugin's own, e.g. --version v2.18.1")
      ->type_name("VERSION")
      ->group(group);
}

void add_version_check_flag(CLI::App& app, supply::VersionCheck& check) {
  add_word_option<supply::VersionCheck>(
      app, "--version-check", check,
      "how near your telepresence client has to be to the chart's version: exact, which "
      "is the default, minor or off, e.g. --version-check minor")
      ->group(group);
}

void add_offline_flag(CLI::App& app, bool& offline) {
  app.add_flag("--offline", offline,
               "use the chart that the plugin carries, contact no server; so does "
               "HELM_TELEPRESENCE_OFFLINE=1")
      ->group(group);
}

void add_source_flags(CLI::App& app, supply::SourceRequest& request) {
  app.add_option("--chart", request.chart,
                 "chart to use in place of the repository's: a directory, a packaged chart, its "
                 "URL, or oci://HOST/PATH[:VERSION], e.g. --chart ./telepresence-2.18.1.tgz")
      ->type_name("CHART")
      ->group(group);
  add_repository_flag(app, request.repository);
  add_word_option<chart::Edition>(
      app, "--edition", request.edition,
      "the edition whose chart to use from 2.20 on, oss or enterprise; by default your "
      "telepresence client's, e.g. --edition oss")
      ->group(group);
  add_ca_file_flag(app, request.ca_file);
  app.add_flag("--plain-http", request.plain_http, "use http for the registry of --chart oci://…")
      ->group(group);
}

void add_chart_flags(CLI::App& app, supply::ChartRequest& request) {
  add_source_flags(app, request.source);
  add_version_flag(app, request.source.version);
  add_version_check_flag(app, request.version_check);
  add_offline_flag(app, request.source.offline);
  add_digest_flag(app, request.digest);
  add_signature_flags(app, request.signature);
}

}  // namespace telepresence::cli
