// What to ask the cluster through helm, and how to read the answer, together.
//
//   const auto [releases, history] = ask(helm, tick, releases_in(ns), history_in(ns));
//   if (history.value) ...   // of the type that the question promised
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "helm/client.hpp"
#include "util/error.hpp"

namespace telepresence::cluster {

template <typename T>
struct Question {
  helm::Reading reading;
  // Makes a T of what helm printed. What it throws makes the answer a failure.
  std::function<T(const std::string& output)> parse;
};

template <typename T>
struct Answer {
  std::optional<T> value;
  std::string failure;                        // without a value: why, in one line
  std::string words;                          // and helm's own words
  helm::Failure kind = helm::Failure::other;  // what these say

  // Throws Error (cluster) without a value.
  const T& get() const {
    if (!value) throw Error(ErrorKind::cluster, failure, {}, words);
    return *value;
  }
};

template <typename T>
Answer<T> answer_of(const Question<T>& question, const helm::Reply& reply) {
  if (!reply.output) return {std::nullopt, reply.failure, reply.words, reply.kind};
  try {
    return {question.parse(*reply.output), {}, {}};
  } catch (const std::exception& error) {
    return {std::nullopt, "cannot " + question.reading.doing + ": " + error.what(), *reply.output};
  }
}

// Asks all of them at the same time. Throws Error (interrupted).
template <typename... T>
std::tuple<Answer<T>...> ask(const helm::Client& helm, const Tick& tick,
                             const Question<T>&... questions) {
  const auto replies = helm.read({questions.reading...}, tick);
  auto reply = replies.begin();
  // Braces keep the order of the questions.
  return std::tuple<Answer<T>...>{answer_of(questions, *reply++)...};
}

// The same for any number of one type; answers in their order.
template <typename T>
std::vector<Answer<T>> ask_all(const helm::Client& helm, const Tick& tick,
                               const std::vector<Question<T>>& questions) {
  std::vector<helm::Reading> readings;
  readings.reserve(questions.size());
  for (const auto& question : questions) readings.push_back(question.reading);
  const auto replies = helm.read(readings, tick);
  std::vector<Answer<T>> answers;
  answers.reserve(replies.size());
  for (std::size_t i = 0; i < replies.size(); ++i) {
    answers.push_back(answer_of(questions[i], replies[i]));
  }
  return answers;
}

// The same for one.
template <typename T>
Answer<T> ask_one(const helm::Client& helm, const Tick& tick, const Question<T>& question) {
  return std::get<0>(ask(helm, tick, question));
}

}  // namespace telepresence::cluster
