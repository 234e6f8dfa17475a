#include "platform/children.hpp"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <utility>

#include "platform/child.hpp"
#include "platform/interrupt.hpp"
#include "platform/pipe.hpp"
#include "platform/running_clock.hpp"
#include "util/error.hpp"

namespace telepresence::platform {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// How often a wait looks up: for the end of the parent, which makes nothing readable, and for
// limits.
constexpr milliseconds tick_interval{100};

// For the handler of SIGCHLD, which can only reach globals.
volatile std::sig_atomic_t child_ended_end = -1;

extern "C" void note_child(int /*signal*/) {
  const int saved = errno;
  // A full pipe has woken poll() already.
  [[maybe_unused]] const auto written = ::write(child_ended_end, "!", 1);
  errno = saved;
}

Pipe watch_for_ends() {
  auto pipe = make_pipe();
  set_nonblocking(pipe.read_end);
  set_nonblocking(pipe.write_end);
  child_ended_end = pipe.write_end.get();
  struct sigaction action {};
  action.sa_handler = note_child;
  action.sa_flags = SA_NOCLDSTOP | SA_RESTART;
  sigemptyset(&action.sa_mask);
  ::sigaction(SIGCHLD, &action, nullptr);
  return pipe;
}

// Readable when a child of this process has ended, whose ever it is. One for all sets, for good:
// so no set can take it from another. Who is woken reaps before it sleeps again, so a set loses
// nothing when another one has emptied it.
int child_ended_fd() {
  // Never closed: the handler stays.
  static const Pipe& pipe = *new Pipe(watch_for_ends());
  return pipe.read_end.get();
}

void empty(int fd) {
  std::array<char, 64> dropped;
  while (::read(fd, dropped.data(), dropped.size()) > 0) {
  }
}

void call(const Tick& tick) {
  try {
    tick();
  } catch (...) {  // NOLINT(bugprone-empty-catch): see run_all in the header
  }
}

}  // namespace

Children::Children() { child_ended_fd(); }

Children::~Children() {
  // All at once, so that they use the same two seconds.
  for (const auto& [id, child] : children_) child->ask_to_end();
}

Children::Id Children::start(const Command& command) {
  const Id id{started_++};
  // The place first: what has been started must not be lost for want of memory.
  const auto place = children_.emplace(id, nullptr).first;
  try {
    place->second = std::make_unique<Child>(command);
  } catch (...) {
    children_.erase(place);
    throw;
  }
  return id;
}

void Children::wait(milliseconds most) {
  const auto end = Clock::now() + most;
  while (!advance()) {
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    if (left.count() <= 0) return;
    sleep(std::min(left, tick_interval));
  }
}

bool Children::running(Id id) const { return children_.at(id)->running(); }

std::size_t Children::running() const {
  return static_cast<std::size_t>(
      std::count_if(children_.begin(), children_.end(),
                    [](const auto& entry) { return entry.second->running(); }));
}

void Children::end(Id id) { children_.at(id)->ask_to_end(); }

Outcome Children::take(Id id) {
  auto outcome = children_.at(id)->take_outcome();
  children_.erase(id);
  return outcome;
}

// Whether there is something to tell: an end, a new interrupt, or that none runs.
bool Children::advance() {
  const bool is_new = !std::exchange(interrupt_came_, interrupted()) && interrupt_came_;
  // Asked also when none of these has a limit: one of another set, that waits further out, may.
  const auto now = RunningClock::now();
  const auto before = running();
  for (const auto& [id, child] : children_) child->advance(now, interrupt_came_);
  const auto left = running();
  return is_new || left < before || left == 0;
}

void Children::sleep(milliseconds most) const {
  std::vector<pollfd> fds = {{child_ended_fd(), POLLIN, 0}};
  // Once an interrupt came, its pipe stays readable and would only keep us from sleeping.
  if (!interrupt_came_) fds.push_back({interrupt_fd(), POLLIN, 0});
  for (const auto& [id, child] : children_) {
    for (const int fd : child->readable_fds()) fds.push_back({fd, POLLIN, 0});
  }
  ::poll(fds.data(), static_cast<nfds_t>(fds.size()), static_cast<int>(most.count()));
  empty(child_ended_fd());
}

std::vector<Outcome> run_all(const std::vector<Command>& commands, const Tick& tick) {
  Children children;
  std::vector<Children::Id> ids;
  ids.reserve(commands.size());
  for (const auto& command : commands) ids.push_back(children.start(command));
  auto next_tick = Clock::now() + tick_interval;
  while (children.running() > 0) {
    children.wait(tick_interval);
    if (!tick || Clock::now() < next_tick) continue;
    call(tick);
    next_tick = Clock::now() + tick_interval;
  }
  std::vector<Outcome> outcomes;
  outcomes.reserve(ids.size());
  for (const auto id : ids) outcomes.push_back(children.take(id));
  return outcomes;
}

Outcome run(const Command& command, const Tick& tick) {
  return std::move(run_all({command}, tick).front());
}

Outcome outcome_of(const Command& command, const Tick& tick) {
  auto outcome = run(command, tick);
  if (outcome.interrupted) throw Error(ErrorKind::interrupted, "interrupted");
  return outcome;
}

}  // namespace telepresence::platform
