// For tests/yaml: each line of the input, a JSON text, as the writer's YAML. A zero byte ends each.
#include <iostream>
#include <string>

#include "yaml/documents.hpp"

int main() {
  for (std::string line; std::getline(std::cin, line);) {
    std::cout << telepresence::yaml::from_json(line) << '\0';
  }
}
