// Where a chart comes from and why, of every combination that people give.
#include "supply/resolve.hpp"

#include "expect_error.hpp"
#include "net/http.hpp"
#include "supply/hints.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using namespace telepresence::supply;
using testing::error_of;

namespace {

// A plugin that carries 2.18.1, a client, and helm's repositories; no server and no helm.
class World {
 public:
  World() {
    folder_.write("bundled/Chart.yaml", "name: telepresence\nversion: 2.18.1\n");
    folder_.write("chart.tgz", "");
    folder_.write("ca.crt", "");
    environment_.set("PATH", (folder_.path() / "bin").string());
    environment_.set("HELM_REPOSITORY_CONFIG", (folder_.path() / "repositories.yaml").string());
  }

  void client(const std::string& line) {
    folder_.write("bin/telepresence", "#!/bin/sh\necho '" + line + "'\n");
    std::filesystem::permissions(folder_.path() / "bin/telepresence",
                                 std::filesystem::perms::owner_all);
  }

  void repositories(const std::string& text) { folder_.write("repositories.yaml", text); }
  void set(const std::string& name, const std::string& value) { environment_.set(name, value); }
  std::string path(const std::string& name) const { return (folder_.path() / name).string(); }

  Resolved resolve(const SourceRequest& request) const {
    const Progress progress;
    const auto none = []() -> net::HttpClient& { throw std::logic_error("no server is asked"); };
    const auto no_helm = []() -> const helm::Client& { throw std::logic_error("nor is helm"); };
    return supply::resolve(request,
                           {folder_.path() / "bundled", environment_, none, no_helm, progress});
  }

 private:
  testing::TemporaryFolder folder_;
  platform::Environment environment_;
};

SourceRequest named(const std::string& text) {
  SourceRequest request;
  request.chart = text;
  return request;
}

}  // namespace

TEST_CASE("without a word it is the repository's chart, and the report says which one that is") {
  World world;
  const auto first = world.resolve({});
  CHECK(reason_of(first.source) == "the default repository");
  CHECK(std::get<InRepository>(first.source).repository.url.text() ==
        "https://app.getambassador.io/");
  CHECK(wanted_of(first.source)->text == "2.18.1");
  world.repositories("repositories: [{name: datawire, url: https://mirror.example/charts}]");
  CHECK(reason_of(world.resolve({}).source) == "the one that helm knows as datawire");
  SourceRequest other;
  other.repository = "https://a.example";
  CHECK(reason_of(world.resolve(other).source) == "--repo");
}

TEST_CASE("what --chart names is taken, of whichever version it is") {
  World world;
  world.client("OSS Client : v2.19.0");
  const auto folder = world.resolve(named(world.path("bundled"))).source;
  CHECK(std::get<Folder>(folder).path == world.path("bundled"));
  CHECK(folder_of(folder));
  CHECK_FALSE(wanted_of(folder));
  CHECK(reason_of(folder) == "--chart");
  const auto package = world.resolve(named(world.path("chart.tgz"))).source;
  CHECK(std::holds_alternative<Package>(package));
  CHECK_FALSE(folder_of(package));
  const auto address = world.resolve(named("https://a.example/x.tgz?key=s3cret")).source;
  CHECK(std::get<Address>(address).url.text() == "https://a.example/x.tgz?key=s3cret");
  CHECK(std::get<Address>(address).detour.pull == "helm telepresence chart pull --chart URL");
}

TEST_CASE("of a registry a version has to be chosen") {
  World world;
  world.client("Enhanced Client : v2.19.0");
  const auto source = std::get<InRegistry>(world.resolve(named("oci://a.example:5000/x/y")).source);
  CHECK(source.name == "oci://a.example:5000/x/y");
  CHECK(source.host == "a.example:5000");
  CHECK(source.wanted.text == "2.19.0");
  CHECK(wanted_of(world.resolve(named("oci://a.example/x:2.17.0")).source)->text == "2.17.0");
}

TEST_CASE("an open-source client gets its edition's chart, and that is the reason") {
  World world;
  world.client("OSS Client : v2.18.1");
  CHECK(std::holds_alternative<InRepository>(world.resolve({}).source));
  SourceRequest range;
  range.version = "^2.17";
  const auto registry = std::get<InRegistry>(world.resolve(range).source);
  CHECK(registry.name == "oci://ghcr.io/telepresenceio/telepresence-oss");
  CHECK(registry.reason ==
        "your telepresence client is of the open-source edition, which has a chart of its own from "
        "2.20 on");
  CHECK(registry.detour.pull == "helm telepresence chart pull '^2.17' --edition oss");
  range.repository = "https://a.example";
  const auto repository = std::get<InRepository>(world.resolve(range).source);
  CHECK(repository.chart_name == "telepresence-oss");
  CHECK(repository.reason.starts_with("--repo; your telepresence client is of the open-source"));
  range.edition = chart::Edition::enterprise;
  CHECK(std::get<InRepository>(world.resolve(range).source).reason == "--repo");
}

TEST_CASE("offline it is the bundled chart, and who said so") {
  World world;
  SourceRequest offline;
  offline.offline = true;
  CHECK(reason_of(world.resolve(offline).source) == "--offline");
  world.set("HELM_TELEPRESENCE_OFFLINE", "1");
  CHECK(reason_of(world.resolve({}).source) == "HELM_TELEPRESENCE_OFFLINE is set");
  CHECK(error_of([&] { world.resolve(named("https://a.example/x.tgz")); }).kind() ==
        ErrorKind::usage);
  CHECK_NOTHROW(world.resolve(named(world.path("chart.tgz"))));
}

TEST_CASE("offline another version than the bundled one cannot be had, but fetched before") {
  World world;
  SourceRequest other;
  other.version = "2.17.0";
  other.offline = true;
  const std::string fetch =
      "For it: fetch it where there is a network with `helm telepresence chart pull 2.17.0`, and "
      "give the file to --chart";
  const auto hint = [&] { return error_of([&] { world.resolve(other); }).hint(); };
  CHECK(hint() == fetch + " in place of --offline.");
  other.offline = false;
  world.set("HELM_TELEPRESENCE_OFFLINE", "1");
  CHECK(hint() == fetch + ".");
}

TEST_CASE("where a CA is named, the command that fetches the chart elsewhere names it too") {
  const World world;
  auto request = named("https://a.example/x.tgz");
  request.ca_file = world.path("ca.crt");
  CHECK(std::get<Address>(world.resolve(request).source).detour.pull ==
        "helm telepresence chart pull --chart https://a.example/x.tgz --ca-file " +
            world.path("ca.crt"));
}

TEST_CASE("where no server is reached --offline is offered only if it will do") {
  World world;
  const auto hint_with = [&](const SourceRequest& request, const FetchOptions& options) {
    return with_hints(Error(ErrorKind::network, "no"), world.resolve(request).source, options)
        .hint();
  };
  const auto offered = [](const std::string& hint) {
    return hint.find("--offline") != std::string::npos;
  };
  SourceRequest near;
  near.version = "~2.18";
  CHECK(offered(hint_with(near, {})));
  CHECK_FALSE(offered(hint_with(near, {std::string(64, 'a'), Provenance::none})));
  CHECK_FALSE(offered(hint_with(near, {{}, Provenance::required})));
  near.repository = "https://a.example";
  CHECK(hint_with(near, {}).find("--offline in place of --repo,") != std::string::npos);
  CHECK(hint_with(near, {}).find(
            "`helm telepresence chart pull '~2.18' --repo https://a.example/`, and give the file "
            "to --chart in place of --repo.") != std::string::npos);
  near.version = "2.17.0";
  CHECK_FALSE(offered(hint_with(near, {})));
  world.client("OSS Client : v2.25.0");
  CHECK(hint_with({}, {}).ends_with(
      "Without a network: fetch it where there is one with `helm telepresence chart pull 2.25.0 "
      "--edition oss`, and give the file to --chart."));
}
