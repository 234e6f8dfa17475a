// chart/ against what the real helm packages.
#include "chart/archive.hpp"

#include <fmt/format.h>

#include "chart/edition.hpp"
#include "chart/metadata.hpp"
#include "expect_error.hpp"
#include "platform/children.hpp"
#include "real_programs.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using testing::error_of;

namespace {

const std::filesystem::path bundled = std::filesystem::path(SOURCE_DIR) / "chart";

std::string refusal_of(const std::filesystem::path& path) {
  return error_of([&] { check_is_traffic_manager(chart::read_metadata(path), path.string()); })
      .what();
}

// The bundled chart, packaged by the real helm.
std::filesystem::path package(const testing::TemporaryFolder& folder) {
  platform::Command command;
  command.arguments = {testing::real_helm(), "package", bundled.string(), "--destination",
                       folder.path().string()};
  command.environment = platform::Environment::of_this_process();
  REQUIRE(platform::run(command).succeeded());
  const auto version = chart::read_metadata(bundled).version.to_string();
  return folder.path() / ("telepresence-" + version + ".tgz");
}

}  // namespace

TEST_CASE("the bundled chart is of one version") {
  const auto metadata = chart::read_metadata(bundled);
  CHECK(metadata.name == "telepresence");
  CHECK(metadata.app_version == metadata.version.to_string());
}

TEST_CASE("a chart that helm packaged says the same as its folder") {
  const testing::TemporaryFolder folder;
  const auto packaged = chart::read_metadata(package(folder));
  const auto expected = chart::read_metadata(bundled);
  CHECK(packaged.name == expected.name);
  CHECK(packaged.version == expected.version);
  CHECK(packaged.app_version == expected.app_version);
}

TEST_CASE("a chart that helm packaged is unpacked to what it was") {
  const testing::TemporaryFolder folder;
  const auto archive = package(folder);
  const auto unpacked = folder.path() / "unpacked";
  chart::unpack(archive, "it", unpacked);
  platform::Command command;
  // helm leaves out what .helmignore names, and writes Chart.yaml anew.
  command.arguments = {
      "/usr/bin/diff",  "-r", "-x", "Chart.yaml", "-x", ".helmignore", bundled.string(),
      unpacked.string()};
  const auto outcome = platform::run(command);
  CHECK(outcome.output.empty());
  CHECK(std::filesystem::exists(unpacked / "Chart.yaml"));
}

TEST_CASE("what is not the Traffic Manager's chart is refused, naming the file") {
  const testing::TemporaryFolder folder;
  folder.write("other/Chart.yaml", "name: other\nversion: 2.18.1\n");
  folder.write("nameless/Chart.yaml", "version: 2.18.1\n");
  folder.write("versionless/Chart.yaml", "name: telepresence\nversion: new\n");
  folder.write("broken/Chart.yaml", "name: [\n");
  folder.write("large/Chart.yaml", "name: telepresence\n# " + std::string(65536, 'x'));
  std::string aliases = "- &a0 []\n";
  for (int i = 1; i < 2000; ++i) aliases += fmt::format("- &a{} [*a{}]\n", i, i - 1);
  folder.write("aliases/Chart.yaml", aliases);
  folder.write("text.tgz", "hello");
  folder.write("empty.tgz", "");
  std::filesystem::create_directory(folder.path() / "nothing");
  const auto refused = [&](const std::string& name) {
    const auto path = (folder.path() / name).string();
    auto what = refusal_of(path);
    CHECK(what.find(path) != std::string::npos);
    return what;
  };
  CHECK(refused("other").find("'other' is not the Traffic Manager's") != std::string::npos);
  CHECK(refused("nameless").find("name is missing") != std::string::npos);
  CHECK(refused("versionless").find("'new' is no version") != std::string::npos);
  CHECK(refused("broken").find("Chart.yaml:2: ") != std::string::npos);
  CHECK(refused("large").find("Chart.yaml: larger than 64 KiB") != std::string::npos);
  CHECK(refused("aliases").find("Chart.yaml:201: nested too deeply") != std::string::npos);
  CHECK(refused("text.tgz").find("not a packaged chart") != std::string::npos);
  CHECK(refused("empty.tgz").find("not a packaged chart") != std::string::npos);
  CHECK(refused("nothing").find("no Chart.yaml") != std::string::npos);
  CHECK(refused("missing").find("no such chart") != std::string::npos);
}
