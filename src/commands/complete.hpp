// What may follow a flag of a command line that is being typed, where that is not one of a few
// words. Somebody waits for it with a finger on the TAB key: nothing is asked of a server, and no
// helm is started.
#pragma once

#include <array>
#include <string>
#include <vector>

#include "commands/world.hpp"
#include "util/words.hpp"

namespace telepresence::commands {

enum class Topic { values, value, versions, namespaces, namespace_list, contexts, revisions };

// The words that plugin.complete has for them.
constexpr auto words_of(Topic /*type*/) {
  return std::array{Word{Topic::values, "values"},
                    Word{Topic::value, "value"},
                    Word{Topic::versions, "versions"},
                    Word{Topic::namespaces, "namespaces"},
                    Word{Topic::namespace_list, "namespace-list"},
                    Word{Topic::contexts, "contexts"},
                    Word{Topic::revisions, "revisions"}};
}

struct CompletionRequest {
  Topic topic = Topic::values;
  std::string word;               // so far
  std::vector<std::string> line;  // the words of the command line, as far as helm leaves them
};

struct Candidate {
  std::string word;     // begins with the one so far
  std::string meaning;  // may be ""
};

struct Completion {
  std::vector<Candidate> candidates;
  bool goes_on = false;     // more may follow in the same word
  bool is_ordered = false;  // by more than their letters
};

// Throws Error for what cannot be read. Namespaces and revisions are those that are known; when
// they are old, a process is left that asks the cluster, for some seconds at most, for the next
// time.
Completion complete(const CompletionRequest& request, World& world);

}  // namespace telepresence::commands
