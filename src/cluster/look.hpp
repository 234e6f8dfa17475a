// A question that leaves out what the user may not read: one refused look-up would take the others
// with it.
#pragma once

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "cluster/beside.hpp"
#include "cluster/question.hpp"
#include "helm/messages.hpp"
#include "util/text.hpp"

namespace telepresence::cluster {

template <typename T>
class Look {
 public:
  // One of the probe chart, which takes `without`: "list events".
  explicit Look(Question<T> question) : question_(std::move(question)) {}

  void limit_to(std::chrono::seconds limit) { question_.reading.time_limit = limit; }

  Question<T> question() const {
    auto question = question_;
    if (left_out_.empty()) return question;
    auto& arguments = question.reading.arguments;
    arguments.insert(arguments.end(), {"--set", "without={" + text::join(left_out_, ",") + "}"});
    return question;
  }

  // After an answer that failed: whether to ask again, without what was refused.
  bool again_after(const Answer<T>& answer) {
    if (answer.value) return false;
    auto refused = helm::refused_look_up(answer.words);
    if (refused.empty() || has_left_out(refused)) return false;
    left_out_.push_back(std::move(refused));
    return true;
  }

  // What the user may not read, "list events".
  const std::vector<std::string>& left_out() const { return left_out_; }

 private:
  bool has_left_out(const std::string& look_up) const {
    return std::ranges::find(left_out_, look_up) != left_out_.end();
  }

  Question<T> question_;
  std::vector<std::string> left_out_;  // "list events"
};

// Asks again, without what was refused, after an answer that was got together with others.
// Throws Error (interrupted).
template <typename T>
void ask_on(const helm::Client& helm, const Tick& tick, Look<T>& look, Answer<T>& answer) {
  while (look.again_after(answer)) answer = ask_one(helm, tick, look.question());
}

// Asks until there is an answer. Throws Error (interrupted).
template <typename T>
Answer<T> ask_one(const helm::Client& helm, const Tick& tick, Look<T>& look) {
  auto answer = ask_one(helm, tick, look.question());
  ask_on(helm, tick, look, answer);
  return answer;
}

// The same, while others are asked, from when this is made. Both stay the caller's.
template <typename T>
class LookBeside {
 public:
  LookBeside(const helm::Client& helm, Look<T>& look)
      : helm_(helm), look_(look), first_(look.question()) {
    beside_.ask(helm.question(first_.reading));
  }

  // Once. Throws Error (interrupted).
  Answer<T> answer(const Tick& tick) {
    auto answer = answer_of(first_, helm_.reply(beside_.answer(tick), first_.reading));
    ask_on(helm_, tick, look_, answer);
    return answer;
  }

 private:
  const helm::Client& helm_;
  Look<T>& look_;
  Question<T> first_;
  Beside beside_;
};

}  // namespace telepresence::cluster
