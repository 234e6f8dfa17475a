#include "cluster/printed.hpp"

#include <fmt/format.h>

#include <charconv>
#include <utility>

#include "util/error.hpp"
#include "yaml/documents.hpp"

namespace telepresence::cluster {
namespace {

using Kind = yaml::Value::Kind;

bool is_absent(const yaml::Value& value) {
  return value.kind() == Kind::none || value.kind() == Kind::null;
}

}  // namespace

Printed::Printed(yaml::Value value, std::string asked, std::string path)
    : value_(std::move(value)), asked_(std::move(asked)), path_(std::move(path)) {}

Printed Printed::parse(const std::string& output, const std::string& asked) {
  // Of an empty list helm prints [], null or nothing, depending on its version.
  if (output.find_first_not_of(" \n") == std::string::npos) return {{}, asked, {}};
  auto value = yaml::read_json(output);
  if (!value) throw Error(ErrorKind::helm, asked + " printed what is not JSON", {}, output);
  return {*std::move(value), asked, {}};
}

Printed::operator bool() const { return !is_absent(value_); }

void Printed::fail(const std::string& path, const char* expected) const {
  throw Error(ErrorKind::helm, path.empty() ? fmt::format("{} did not print {}", asked_, expected)
                                            : fmt::format("{} printed a field {} that is not {}",
                                                          asked_, path, expected));
}

const yaml::Value& Printed::field(const std::string& key) const {
  if (!is_absent(value_) && value_.kind() != Kind::map) {
    fail(path_.substr(0, path_.size() - (path_.empty() ? 0 : 1)), "an object");
  }
  return value_[key];
}

Printed Printed::operator[](const std::string& key) const {
  return {field(key), asked_, path_ + key + '.'};
}

std::string Printed::text(const std::string& key) const {
  const auto& value = field(key);
  if (is_absent(value)) return {};
  if (value.kind() != Kind::text) fail(path_ + key, "a text");
  return std::string(value.scalar());
}

bool Printed::truth(const std::string& key) const {
  const auto& value = field(key);
  if (is_absent(value)) return false;
  if (value.kind() != Kind::literal || (value.scalar() != "true" && value.scalar() != "false")) {
    fail(path_ + key, "true or false");
  }
  return value.is_true();
}

int Printed::number(const std::string& key) const {
  const auto& value = field(key);
  if (is_absent(value)) return 0;
  const auto written = value.scalar();
  int number = 0;
  const auto [end, error] =
      std::from_chars(written.data(), written.data() + written.size(), number);
  if (error != std::errc() || end != written.data() + written.size()) {
    fail(path_ + key, "a number");
  }
  return number;
}

std::vector<Printed> Printed::items(const std::string& key) const { return (*this)[key].items(); }

std::vector<std::string> Printed::texts(const std::string& key) const {
  std::vector<std::string> texts;
  for (const auto& item : field(key).items()) {
    if (item.kind() != Kind::text) fail(path_ + key, "a list of texts");
    texts.emplace_back(item.scalar());
  }
  return texts;
}

std::vector<std::string> Printed::keys() const {
  std::vector<std::string> keys;
  for (const auto& entry : value_.entries()) keys.emplace_back(entry.key.scalar());
  return keys;
}

std::vector<Printed> Printed::items() const {
  if (!is_absent(value_) && value_.kind() != Kind::list) {
    fail(path_.substr(0, path_.size() - (path_.empty() ? 0 : 1)), "a list");
  }
  std::vector<Printed> items;
  for (const auto& item : value_.items()) items.push_back({item, asked_, path_});
  return items;
}

}  // namespace telepresence::cluster
