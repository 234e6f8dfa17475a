// net/http against a server of this process that does what no proper server does.
#include "net/http.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "expect_error.hpp"

using namespace telepresence;
using std::chrono::milliseconds;
using testing::error_of;

namespace {

// Answers one request with a piece of a body every 50 ms, until its client hangs up.
class EndlessServer {
 public:
  EndlessServer() : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const bare = reinterpret_cast<sockaddr*>(&address);
    REQUIRE(::bind(socket_, bare, size) == 0);
    REQUIRE(::listen(socket_, 1) == 0);
    REQUIRE(::getsockname(socket_, bare, &size) == 0);
    port_ = ntohs(address.sin_port);
    thread_ = std::thread([this] { serve(); });
  }
  EndlessServer(const EndlessServer&) = delete;
  EndlessServer& operator=(const EndlessServer&) = delete;
  EndlessServer(EndlessServer&&) = delete;
  EndlessServer& operator=(EndlessServer&&) = delete;
  ~EndlessServer() {
    ::shutdown(socket_, SHUT_RDWR);
    thread_.join();
    ::close(socket_);
  }

  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_) + "/index.yaml"; }

 private:
  void serve() const {
    const int client = ::accept(socket_, nullptr, nullptr);
    if (client < 0) return;
    constexpr int most_pieces = 400;
    const char* const head = "HTTP/1.1 200 OK\r\n\r\n";
    bool open = ::send(client, head, std::strlen(head), MSG_NOSIGNAL) > 0;
    const std::string piece(1000, 'x');
    for (int i = 0; i < most_pieces && open; ++i) {
      open = ::send(client, piece.data(), piece.size(), MSG_NOSIGNAL) > 0;
      std::this_thread::sleep_for(milliseconds(50));
    }
    ::close(client);
  }

  int socket_;
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

TEST_CASE("F10: an answer that trickles for ever is given up") {
  const EndlessServer server;
  net::HttpClient http(platform::Environment(), [](const std::string& /*line*/) {});
  const auto url = *net::Url::parse(server.url());
  net::Request request{url, {}, {}, false, 1U << 30U};
  request.time_limit = milliseconds(1500);
  std::size_t received = 0;
  const net::Receiver receiver{[] {}, [&](std::string_view bytes) { received += bytes.size(); }};
  const auto error = error_of([&] { http.get(request, receiver, {}); });
  CHECK(error.what() == url.shown() + ": not all of it came within 1.5 s");
  CHECK(error.kind() == ErrorKind::network);
  CHECK(received > 1000);
}
