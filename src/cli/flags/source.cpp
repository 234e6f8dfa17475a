#include "cli/flags/source.hpp"

#include "cli/flags/words.hpp"

namespace telepresence::cli {
namespace {

constexpr const char* group = "Chart";

}  // namespace

void add_repository_flag(CLI::App& app, std::optional<std::string>& repository) {
  add_value(app,
            {"--repo", "URL|NAME",
             "chart repository, by its URL or by the name helm knows it by; the one called "
             "datawire by default, else https://app.getambassador.io, "
             "e.g. --repo https://charts.example.com",
             group},
            repository);
}

void add_ca_file_flag(CLI::App& app, std::filesystem::path& file) {
  add_value(app,
            {"--ca-file", "FILE",
             "certificates of a private CA to trust when a chart is fetched, "
             "e.g. --ca-file ca.crt",
             group},
            file);
}

void add_signature_flags(CLI::App& app, supply::SignatureRequest& signature) {
  add_flag(app,
           {"--verify", "", "check the chart's signature, its .prov file, as helm does", group},
           signature.verify);
  add_value(app,
            {"--keyring", "FILE",
             "public keys to check it with, as gpg --export writes them; implies --verify, "
             "e.g. --keyring keys.gpg",
             group},
            signature.keyring);
}

void add_digest_flag(CLI::App& app, std::optional<std::string>& digest) {
  add_value(app,
            {"--digest", "DIGEST",
             "SHA-256 that the packaged chart has to have, e.g. --digest sha256:9f86d0…", group},
            digest);
}

void add_version_flag(CLI::App& app, std::optional<std::string>& version) {
  add_value(app,
            {"--version", "VERSION",
             "version or range that the chart has to have; by default that of your "
             "telepresence client, else the bundled chart's, e.g. --version v2.18.1",
             group},
            version);
}

void add_version_check_flag(CLI::App& app, supply::VersionCheck& check) {
  add_word<supply::VersionCheck>(
      app,
      {"--version-check", "",
       "how near your telepresence client has to be to the chart's version: exact, which "
       "is the default, minor or off, e.g. --version-check minor",
       group},
      check);
}

void add_offline_flag(CLI::App& app, bool& offline) {
  add_flag(app,
           {"--offline", "",
            "use the chart that the plugin carries, contact no server; so does "
            "HELM_TELEPRESENCE_OFFLINE=1",
            group},
           offline);
}

void add_source_flags(CLI::App& app, supply::SourceRequest& request) {
  add_value(app,
            {"--chart", "CHART",
             "chart to use in place of the repository's: a directory, a packaged chart, its "
             "URL, or oci://HOST/PATH[:VERSION], e.g. --chart ./telepresence-2.18.1.tgz",
             group},
            request.chart);
  add_repository_flag(app, request.repository);
  add_word<chart::Edition>(
      app,
      {"--edition", "",
       "the edition whose chart to use from 2.20 on, oss or enterprise; by default your "
       "telepresence client's, e.g. --edition oss",
       group},
      request.edition);
  add_ca_file_flag(app, request.ca_file);
  add_flag(app, {"--plain-http", "", "use http for the registry of --chart oci://…", group},
           request.plain_http);
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
