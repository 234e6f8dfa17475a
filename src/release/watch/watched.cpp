#include "release/watch/watched.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "cluster/releases.hpp"
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

// What is asked while helm runs: one question at a time.
template <typename T>
class Inquiry {
 public:
  Inquiry(platform::Children& children, const Tools& tools) : children_(children), tools_(tools) {}

  // Whether helm alone runs.
  bool may_ask() const { return !running_ && children_.running() == 1; }

  void ask(cluster::Question<T> question) {
    question_ = std::move(question);
    auto command = tools_.helm.question(question_.reading);
    // The operation's own helm has asked for what there is to ask; nobody wants to be asked again
    // every two seconds.
    command.terminal = platform::Command::Terminal::none;
    running_ = children_.start(command);
  }

  // Once, when it has come. There is none after an interrupt.
  std::optional<cluster::Answer<T>> answer() {
    if (!running_ || children_.running(*running_)) return std::nullopt;
    const auto outcome = children_.take(*std::exchange(running_, std::nullopt));
    if (outcome.interrupted) return std::nullopt;
    return cluster::answer_of(question_, tools_.helm.reply(outcome, question_.reading));
  }

 private:
  platform::Children& children_;
  const Tools& tools_;
  cluster::Question<T> question_;
  std::optional<platform::Children::Id> running_;
};

// The looks at what helm waits for.
class Looks {
 public:
  Looks(platform::Children& children, const WatchSettings& settings, const Tools& tools)
      : inquiry_(children, tools),
        look_(cluster::rollout_in(settings.release_namespace, tools.probe_chart)),
        next_(RunningClock::now() + between_looks) {}

  // Gives what was seen, when an answer has just come.
  std::optional<cluster::Rollout> advance() {
    if (auto answer = inquiry_.answer()) return read(std::move(*answer));
    if (!is_over_ && inquiry_.may_ask() && RunningClock::now() >= next_) {
      next_ = RunningClock::now() + between_looks;
      inquiry_.ask(look_.question());
    }
    return std::nullopt;
  }

 private:
  std::optional<cluster::Rollout> read(cluster::Answer<cluster::Rollout> answer) {
    if (answer.value) return std::move(answer.value);
    if (look_.again_after(answer)) {
      next_ = RunningClock::now();
    } else {
      is_over_ = helm::is_about_a_credential_plugin(answer.words);
    }
    return std::nullopt;
  }

  Inquiry<cluster::Rollout> inquiry_;
  cluster::Look<cluster::Rollout> look_;
  RunningClock::time_point next_;
  bool is_over_ = false;
};

// Whether helm has begun.
class Records {
 public:
  Records(platform::Children& children, const WatchSettings& settings, const Tools& tools)
      : inquiry_(children, tools),
        release_namespace_(settings.release_namespace),
        beginning_(settings.beginning),
        next_(RunningClock::now()) {
    if (beginning_) next_ += beginning_->limit;
  }

  // Whether nothing is recorded although its time is up.
  bool nothing_in_time() {
    if (!beginning_) return false;
    const auto answer = inquiry_.answer();
    if (answer && helm::is_about_a_credential_plugin(answer->words)) {
      beginning_.reset();
      return false;
    }
    if (answer && answer->value) return newest_of(*answer->value) <= take_limit().revision_before;
    if (inquiry_.may_ask() && RunningClock::now() >= next_) {
      next_ = RunningClock::now() + between_looks;
      inquiry_.ask(cluster::releases_in(release_namespace_));
    }
    return false;
  }

 private:
  static int newest_of(const std::vector<cluster::Release>& releases) {
    return releases.empty() ? 0 : releases.front().revision;
  }

  // It is asked no more.
  Beginning take_limit() { return *std::exchange(beginning_, std::nullopt); }

  Inquiry<std::vector<cluster::Release>> inquiry_;
  std::string release_namespace_;
  std::optional<Beginning> beginning_;
  RunningClock::time_point next_;
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
  Records records(children, settings, tools);
  WatchedOutcome result;
  const auto look = [&] {
    const auto seen = looks.advance();
    if (!seen) return;
    watch.see(*seen, std::chrono::duration_cast<std::chrono::seconds>(RunningClock::now() - began));
    result.in_the_way = seen->in_the_way();
    result.new_in_the_way = watch.new_in_the_way();
    if (watch.hopeless() && may_end && !result.hopeless) {
      result.hopeless = watch.hopeless();
      children.end(id);
    }
    tools.progress.standing({watch.lines(), settings.limit});
  };
  const auto look_whether_it_began = [&] {
    if (!records.nothing_in_time()) return;
    result.never_began = true;
    children.end(id);
  };
  while (children.running(id)) {
    children.wait(between_ticks);
    quietly([&] {
      if (tools.progress.tick) tools.progress.tick();
    });
    quietly(look);
    quietly(look_whether_it_began);
  }
  result.outcome = children.take(id);
  result.outcome.error_output = helm::without_stacks(result.outcome.error_output);
  // It was done before it could be ended.
  if (result.outcome.succeeded()) {
    result.hopeless.reset();
    result.never_began = false;
  }
  return result;
}

}  // namespace telepresence::release
