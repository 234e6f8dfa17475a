// chart/ against what the real helm packages.
#include "chart/metadata.hpp"
#include "chart/source.hpp"
#include "expect_error.hpp"
#include "platform/process.hpp"
#include "real_programs.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using testing::error_of;

namespace {

const std::filesystem::path bundled = std::filesystem::path(SOURCE_DIR) / "chart";

std::string what_of(const chart::ChartRequest& request) {
  return error_of([&] { chart::obtain(request, bundled); }).what();
}

}  // namespace

TEST_CASE("the bundled chart has the plugin's version") {
  const auto metadata = chart::read_metadata(bundled);
  CHECK(metadata.name == "telepresence");
  CHECK(metadata.app_version == metadata.version.to_string());
}

TEST_CASE("a chart that helm packaged says the same as its folder") {
  const testing::TemporaryFolder folder;
  platform::Command command;
  command.arguments = {testing::real_helm(), "package", bundled.string(), "--destination",
                       folder.path().string()};
  command.environment = platform::Environment::of_this_process();
  REQUIRE(platform::run(command).succeeded());
  const auto expected = chart::read_metadata(bundled);
  const auto archive = folder.path() / ("telepresence-" + expected.version.to_string() + ".tgz");
  const auto packaged = chart::read_metadata(archive);
  CHECK(packaged.name == expected.name);
  CHECK(packaged.version == expected.version);
  CHECK(packaged.app_version == expected.app_version);
  const auto obtained =
      chart::obtain({archive.string(), "v" + expected.version.to_string()}, bundled);
  CHECK(obtained.path == archive);
}

TEST_CASE("without --chart it is the bundled one, if --version allows it") {
  CHECK(chart::obtain({}, bundled).path == bundled);
  CHECK(chart::obtain({{}, "v2.18.1"}, bundled).path == bundled);
  CHECK(chart::obtain({{}, "2.18.1"}, bundled).path == bundled);
  CHECK(what_of({{}, "2.17.0"}).find("2.17.0 was asked for") != std::string::npos);
  CHECK(what_of({{}, "newest"}) == "--version newest: not a version");
}

TEST_CASE("what is not the Traffic Manager's chart is refused, naming the file") {
  const testing::TemporaryFolder folder;
  folder.write("other/Chart.yaml", "name: other\nversion: 2.18.1\n");
  folder.write("nameless/Chart.yaml", "version: 2.18.1\n");
  folder.write("versionless/Chart.yaml", "name: telepresence\nversion: new\n");
  folder.write("broken/Chart.yaml", "name: [\n");
  folder.write("text.tgz", "hello");
  folder.write("empty.tgz", "");
  std::filesystem::create_directory(folder.path() / "nothing");
  const auto refused = [&](const std::string& name) {
    const auto path = (folder.path() / name).string();
    auto what = what_of({path, {}});
    CHECK(what.find(path) != std::string::npos);
    return what;
  };
  CHECK(refused("other").find("'other' is not the Traffic Manager's") != std::string::npos);
  CHECK(refused("nameless").find("name is missing") != std::string::npos);
  CHECK(refused("versionless").find("'new' is no version") != std::string::npos);
  CHECK(refused("broken").find("Chart.yaml:2: ") != std::string::npos);
  CHECK(refused("text.tgz").find("not a packaged chart") != std::string::npos);
  CHECK(refused("empty.tgz").find("not a packaged chart") != std::string::npos);
  CHECK(refused("nothing").find("no Chart.yaml") != std::string::npos);
  CHECK(refused("missing").find("no such chart") != std::string::npos);
  CHECK(what_of({"https://example.com/a.tgz", {}}).find("not a local chart") != std::string::npos);
}
