#include "supply/fit.hpp"

#include "expect_error.hpp"

using namespace telepresence;
using namespace telepresence::supply;
using testing::error_of;

namespace {

const Version bundled = *Version::parse("2.18.1");

TelepresenceClient client_of(const std::string& version, const std::string& edition = "OSS") {
  return parse_client("/usr/bin/telepresence", edition + " Client : " + version);
}

}  // namespace

TEST_CASE("the flag decides on the version, then the client, then the bundled chart") {
  const auto flag = want_version("v2.17", client_of("2.19.0"), bundled);
  CHECK(flag.text == "v2.17");
  CHECK(flag.rule == VersionRule::flag);
  CHECK(flag.allows(*Version::parse("2.17.9")));
  CHECK_FALSE(flag.allows(*Version::parse("2.18.0")));

  const auto client = want_version({}, client_of("2.19.0"), bundled);
  CHECK(client.text == "2.19.0");
  CHECK(client.rule == VersionRule::client);

  CHECK(want_version({}, client_of(""), bundled).text == "2.18.1");
  CHECK(want_version({}, {}, bundled).rule == VersionRule::bundled);
}

TEST_CASE("a prerelease is allowed where it is named") {
  CHECK(want_version("2.19.0-rc.1", {}, bundled).allows(*Version::parse("2.19.0-rc.1")));
  CHECK_FALSE(want_version("2.19", {}, bundled).allows(*Version::parse("2.19.0-rc.1")));
}

TEST_CASE("what is no version is refused") {
  CHECK(error_of([] { want_version("newest", {}, bundled); }).kind() == ErrorKind::usage);
}

TEST_CASE("a client is near enough, or not") {
  const auto [client, chart, check, fits] =
      GENERATE(table<const char*, const char*, VersionCheck, bool>({
          {"2.18.1", "2.18.1", VersionCheck::exact, true},
          {"2.18.1", "2.18.1+build5", VersionCheck::exact, true},
          {"2.18.2", "2.18.1", VersionCheck::exact, false},
          {"2.18.1-rc.1", "2.18.1", VersionCheck::exact, false},
          {"2.18.2", "2.18.1", VersionCheck::minor, true},
          {"2.18.1-rc.1", "2.18.1", VersionCheck::minor, true},
          {"2.19.0", "2.18.1", VersionCheck::minor, false},
          {"3.18.1", "2.18.1", VersionCheck::minor, false},
          {"1.0.0", "2.18.1", VersionCheck::off, true},
          {"", "2.18.1", VersionCheck::exact, true},
      }));
  CAPTURE(client, chart);
  const auto run = [&, client = client, chart = chart, check = check] {
    check_chart_version(*Version::parse(chart), {client_of(client), check, {}});
  };
  if (fits) {
    CHECK_NOTHROW(run());
  } else {
    CHECK(error_of(run).kind() == ErrorKind::input);
  }
}

TEST_CASE("a client of another version gets the ways out") {
  const auto error = error_of([] {
    check_chart_version(bundled, {client_of("2.19.0"), VersionCheck::exact,
                                  "the same command with --version 2.19.0"});
  });
  CHECK(std::string(error.what()) ==
        "the chart is 2.18.1, but your telepresence client is 2.19.0 (/usr/bin/telepresence); they "
        "have to be of one version");
  CHECK(error.hint() ==
        "For the client's chart: the same command with --version 2.19.0\n"
        "For a client of 2.18.1: "
        "https://github.com/telepresenceio/telepresence/releases/tag/v2.18.1\n"
        "To go on all the same: --version-check off");
}

TEST_CASE("while there is no chart it is what was asked for that does not fit") {
  // Nobody knows whether there is such a version, and so no client of it is offered.
  const auto [edition, published] = GENERATE(table<const char*, const char*>({
      {"OSS", "https://github.com/telepresenceio/telepresence/releases\n"},
      {"Enhanced", "`helm telepresence chart list`\n"},
  }));
  const auto error = error_of([edition = edition] {
    check_asked_version(*Version::parse("9.9.9"),
                        {client_of("2.19.0", edition), VersionCheck::exact, {}});
  });
  CHECK(std::string(error.what()).starts_with("version 9.9.9 was asked for, but your "));
  CHECK(error.hint().find(published) != std::string::npos);
  CHECK(error.hint().find("v9.9.9") == std::string::npos);
}

TEST_CASE("a manager of another version is told, if both say theirs") {
  const auto [manager, client, expected] = GENERATE(table<const char*, const char*, const char*>({
      {"2.18.1", "2.18.1", ""},
      {"v2.18.1", "2.18.1", ""},
      {"2.18.1", "2.19.0", "client-too-new"},
      {"2.18.1", "2.17.0", "client-too-old"},
      {"", "2.19.0", ""},
      {"2.18.1", "", ""},
  }));
  CAPTURE(manager, client);
  const auto problem =
      version_problem("Traffic Manager", manager, client_of(client), "helm upgrade");
  CHECK((problem ? problem->id : "") == expected);
  CHECK_FALSE(version_problem("Traffic Manager", manager, {}, ""));
}

TEST_CASE("an enterprise client is fetched elsewhere") {
  const auto error = error_of([] {
    check_chart_version(bundled, {client_of("2.19.0", "Enhanced"), VersionCheck::exact, {}});
  });
  CHECK(error.hint().find("https://app.getambassador.io/download/tel2/") != std::string::npos);
  CHECK(error.hint().find("/2.18.1/telepresence\n") != std::string::npos);
}

TEST_CASE("from 2.20 on the chart has to be of the client's edition") {
  const auto [name, version, edition, fits] =
      GENERATE(table<const char*, const char*, const char*, bool>({
          {"telepresence", "2.19.0", "OSS", true},
          {"telepresence", "2.19.0", "Enhanced", true},
          {"telepresence", "2.20.0", "Enhanced", true},
          {"telepresence", "2.20.0", "", true},
          {"telepresence", "2.20.0", "OSS", false},
          {"telepresence", "2.20.0-rc.1", "OSS", false},
          {"telepresence-oss", "2.20.0", "OSS", true},
          {"telepresence-oss", "2.20.0", "Enhanced", false},
      }));
  CAPTURE(name, version, edition);
  const chart::Metadata chart{name, *Version::parse(version), {}};
  const auto run = [&, version = version, edition = edition] {
    check_edition(chart, {}, client_of(version, edition));
  };
  if (fits) {
    CHECK_NOTHROW(run());
  } else {
    CHECK(error_of(run).hint().find("--edition ") != std::string::npos);
  }
}

TEST_CASE("--edition decides, and has to fit too") {
  const chart::Metadata enterprise{"telepresence", *Version::parse("2.20.0"), {}};
  const auto client = client_of("2.20.0", "OSS");
  CHECK_NOTHROW(check_edition(enterprise, chart::Edition::enterprise, client));
  const auto error =
      error_of([&] { check_edition(enterprise, chart::Edition::oss, client_of("2.20.0", "")); });
  CHECK(std::string(error.what()).find("--edition says the other one") != std::string::npos);
}

TEST_CASE("an empty version is an error, not the newest") {
  CHECK(error_of([] { want_version("", {}, bundled); }).kind() == ErrorKind::usage);
}
