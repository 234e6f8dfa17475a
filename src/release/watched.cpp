#include "release/watched.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

#include "cluster/rollout.hpp"
#include "helm/messages.hpp"
#include "platform/children.hpp"
#include "platform/running_clock.hpp"
#include "util/error.hpp"

namespace telepresence::release {
namespace {

using platform::RunningClock;

constexpr std::chrono::seconds between_looks{2};
constexpr std::chrono::milliseconds between_ticks{100};

// The looks at the cluster, beside helm.
class Looks {
 public:
  Looks(platform::Children& children, const WatchSettings& settings, const Tools& tools)
      : children_(children),
        tools_(tools),
        look_(cluster::rollout_in(settings.release_namespace, tools.probe_chart)),
        next_(RunningClock::now() + between_looks) {}

  // Gives what was seen, when an answer has just come.
  std::optional<cluster::Rollout> advance() {
    if (running_ && children_.running(*running_)) return std::nullopt;
    if (running_) return take();
    if (!is_over_ && RunningClock::now() >= next_) start();
    return std::nullopt;
  }

 private:
  void start() {
    next_ = RunningClock::now() + between_looks;
    question_ = look_.question();
    auto command = tools_.helm.question(question_.reading);
    // The operation's own helm has asked for what there is to ask; nobody wants to be asked again
    // every two seconds.
    command.terminal = platform::Command::Terminal::none;
    running_ = children_.start(command);
  }

  std::optional<cluster::Rollout> take() {
    const auto outcome = children_.take(*std::exchange(running_, std::nullopt));
    if (outcome.interrupted) return std::nullopt;
    auto answer = cluster::answer_of(question_, tools_.helm.reply(outcome, question_.reading));
    if (answer.value) return std::move(answer.value);
    if (look_.again_after(answer)) {
      next_ = RunningClock::now();
    } else {
      is_over_ = helm::is_about_a_credential_plugin(answer.words);
    }
    return std::nullopt;
  }

  platform::Children& children_;
  const Tools& tools_;
  cluster::Look<cluster::Rollout> look_;
  cluster::Question<cluster::Rollout> question_;
  std::optional<platform::Children::Id> running_;
  RunningClock::time_point next_;
  bool is_over_ = false;
};

// A look that fails, or a line that cannot be shown, harms no release. An exception would: it would
// end helm in the middle.
template <typename Action>
void quietly(const Action& action) {
  try {
    action();
  } catch (...) {  // NOLINT(bugprone-empty-catch): as above
  }
}

}  // namespace

WatchedOutcome run_watched(const platform::Command& helm,
                           const std::optional<cluster::Rollout>& before,
                           const WatchSettings& settings, const Tools& tools) {
  Watch watch(before.value_or(cluster::Rollout{}));
  const bool may_end = settings.fail_fast && before.has_value();
  platform::Children children;
  const auto began = RunningClock::now();
  const auto id = children.start(helm);
  Looks looks(children, settings, tools);
  WatchedOutcome result;
  const auto look = [&] {
    const auto seen = looks.advance();
    if (!seen) return;
    watch.see(*seen, std::chrono::duration_cast<std::chrono::seconds>(RunningClock::now() - began));
    result.in_the_way = seen->in_the_way();
    if (watch.hopeless() && may_end && !result.hopeless) {
      result.hopeless = watch.hopeless();
      children.end(id);
    }
    tools.progress.standing({watch.lines(), settings.limit});
  };
  while (children.running(id)) {
    children.wait(between_ticks);
    quietly([&] {
      if (tools.progress.tick) tools.progress.tick();
    });
    quietly(look);
  }
  result.outcome = children.take(id);
  result.outcome.error_output = helm::without_stacks(result.outcome.error_output);
  // It was done before it could be ended.
  if (result.outcome.succeeded()) result.hopeless.reset();
  return result;
}

}  // namespace telepresence::release
