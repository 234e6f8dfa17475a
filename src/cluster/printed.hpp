// What helm printed as JSON, read field by field. A field that is missing or null is empty; one of
// another type than it should be is an error that says what was asked.
#pragma once

#include <string>
#include <vector>

#include "yaml/value.hpp"

namespace telepresence::cluster {

class Printed {
 public:
  // `asked`: what printed it, "helm list". Throws Error (helm) when it is no JSON, as do all that
  // read a field of another type.
  static Printed parse(const std::string& output, const std::string& asked);

  // Whether it is there and not null.
  explicit operator bool() const;

  // As it was printed.
  const yaml::Value& value() const { return value_; }

  // Of an object.
  Printed operator[](const std::string& key) const;
  std::string text(const std::string& key) const;
  bool truth(const std::string& key) const;
  // A number that is written as a text counts too: helm does both.
  int number(const std::string& key) const;
  std::vector<Printed> items(const std::string& key) const;
  std::vector<std::string> texts(const std::string& key) const;
  std::vector<std::string> keys() const;  // none of what is no object

  // Of a list.
  std::vector<Printed> items() const;

 private:
  Printed(yaml::Value value, std::string asked, std::string path);

  const yaml::Value& field(const std::string& key) const;
  [[noreturn]] void fail(const std::string& path, const char* expected) const;

  yaml::Value value_;
  std::string asked_;
  std::string path_;  // "" or "info.": what comes before a key in an error
};

}  // namespace telepresence::cluster
