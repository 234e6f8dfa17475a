// helm/ against the real helm.
#include <sys/stat.h>

#include "expect_error.hpp"
#include "helm/binary.hpp"
#include "helm/client.hpp"
#include "platform/files.hpp"
#include "real_programs.hpp"
#include "temporary_folder.hpp"

using namespace telepresence;
using platform::Environment;
using testing::error_of;

namespace {

Environment environment_with(const std::string& helm, const std::filesystem::path& cache) {
  auto environment = Environment::of_this_process();
  environment.set("HELM_BIN", helm);
  environment.set("HELM_CACHE_HOME", cache.string());
  // Nothing listens on port 1.
  environment.set("HELM_KUBEAPISERVER", "http://127.0.0.1:1");
  environment.set("KUBECONFIG", "/nowhere");
  return environment;
}

std::filesystem::path write_helm(const testing::TemporaryFolder& folder,
                                 const std::string& script) {
  auto file = folder.write("helm", script);
  ::chmod(file.c_str(), 0755);
  return file;
}

}  // namespace

TEST_CASE("the real helm tells its version, and the answer is kept") {
  const testing::TemporaryFolder folder;
  const auto environment = environment_with(testing::real_helm(), folder.path());
  const auto first = helm::find(environment);
  CHECK(first.version >= Version{3, 17, 0, "", ""});
  const auto cache = folder.path() / "telepresence" / "helm-versions.json";
  CHECK(platform::read_file(cache, 65536).find(first.version_text) != std::string::npos);
  CHECK(helm::find(environment).version_text == first.version_text);
}

TEST_CASE("a damaged or unwritable cache only costs time") {
  const testing::TemporaryFolder folder;
  folder.write("telepresence/helm-versions.json", "{ not json");
  CHECK_NOTHROW(helm::find(environment_with(testing::real_helm(), folder.path())));
  CHECK_NOTHROW(helm::find(environment_with(testing::real_helm(), "/proc/nowhere")));
}

TEST_CASE("a script is asked each time: it may start another helm tomorrow") {
  const testing::TemporaryFolder folder;
  const auto script = write_helm(folder, "#!/bin/sh\necho v3.20.0\n");
  CHECK(helm::find(environment_with(script, folder.path())).version.minor == 20);
  CHECK_FALSE(std::filesystem::exists(folder.path() / "telepresence"));
}

TEST_CASE("a helm that is missing, too old or silent is refused with what to do") {
  const testing::TemporaryFolder folder;
  const auto refuse = [&](const std::string& helm) {
    const auto error = error_of([&] { helm::find(environment_with(helm, folder.path())); });
    CHECK(error.kind() == ErrorKind::environment);
    CHECK_FALSE(error.hint().empty());
    return std::string(error.what());
  };
  CHECK(refuse("/nowhere/helm").find("not found") != std::string::npos);
  CHECK(refuse(write_helm(folder, "#!/bin/sh\necho v3.16.4\n")).find("3.17") != std::string::npos);
  CHECK(refuse(write_helm(folder, "#!/bin/sh\nexit 1\n")).find("version") != std::string::npos);
  CHECK(refuse(write_helm(folder, "#!/bin/sh\necho hello\n")).find("hello") != std::string::npos);
}

TEST_CASE("a cluster that cannot be reached is an error in helm's words") {
  const testing::TemporaryFolder folder;
  const auto environment = environment_with(testing::real_helm(), folder.path());
  const helm::Client client(helm::find(environment), environment);
  const auto reply = client.read({{{"list"}, "list the releases"}}).front();
  CHECK_FALSE(reply.output);
  CHECK(reply.failure == "cannot list the releases: the cluster cannot be reached");
  CHECK(reply.words.find("luster unreachable") != std::string::npos);
}

TEST_CASE("what is run is traced without values") {
  const testing::TemporaryFolder folder;
  const auto environment = environment_with(testing::real_helm(), folder.path());
  std::string traced;
  const helm::Client client(helm::find(environment), environment,
                            {[&](const std::string& line) { traced += line; }, {}});
  const auto command = client.command({"template", "--set", "licenseKey.value=s3cret"});
  CHECK(command.arguments.back() == "licenseKey.value=s3cret");
  CHECK(traced.find("template --set ***") != std::string::npos);
}
