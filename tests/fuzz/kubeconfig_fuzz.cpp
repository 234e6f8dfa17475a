// Whatever text a kubeconfig has, an edit of it changes the telepresence.io extension of one
// cluster and nothing else. Both texts are read as a whole here, which the editor does not always
// do.
#include <algorithm>
#include <string>

#include "fuzzing.hpp"
#include "kubeconfig/edit.hpp"
#include "kubeconfig/file.hpp"
#include "util/error.hpp"
#include "yaml/document.hpp"
#include "yaml/events.hpp"
#include "yaml/outline.hpp"

using namespace telepresence;
using fuzzing::check;
using kubeconfig::File;
using kubeconfig::List;

namespace {

// Cutting long words short moves nothing.
void check_events(const std::string& text) {
  yaml::Events whole(text, "whole", 1, yaml::LongWords::whole);
  yaml::Events cut(text, "cut", 1, yaml::LongWords::cut);
  while (true) {
    const auto expected = whole.next();
    const auto event = cut.next();
    check(event.kind == expected.kind && event.begin == expected.begin &&
              event.end == expected.end && event.line == expected.line &&
              event.anchor == expected.anchor,
          "an event stands where it stands without cuts");
    if (event.kind == yaml::Event::Kind::stream_end) return;
  }
}

void check_outline(const std::string& text, const yaml::Node& root) {
  const auto outline = yaml::read_outline(text, "outline");
  if (!outline) return;
  const auto entries = root.entries();
  check(outline->entries.size() == entries.size(), "an outline has every entry");
  for (std::size_t i = 0; i < entries.size(); ++i) {
    const auto& entry = outline->entries[i];
    check(entry.key == entries[i].first.scalar(), "an outline has the keys");
    check(entry.value == entries[i].second.scalar(), "an outline has the texts");
    const auto items = entries[i].second.items();
    check(entry.items.size() == items.size(), "an outline has every item");
    for (std::size_t k = 0; k < items.size(); ++k) {
      const auto& item = entry.items[k];
      check(item.name == items[k]["name"].scalar(), "an outline has the names");
      // Where it ends is told by what it says alone: what is left out may stand behind it.
      check(item.begin <= items[k].begin_byte() && items[k].begin_byte() < item.end,
            "an item begins in its lines");
      // Read alone, they say the same.
      const auto lines = std::string(entry.head) + text.substr(item.begin, item.end - item.begin);
      const auto document = yaml::Document::parse(lines, "alone");
      const auto alone = document.root().entries();
      check(alone.size() == 1 && alone[0].second.items().size() == 1 &&
                alone[0].second.items()[0].steps() == items[k].steps(),
            "an item says the same alone");
    }
  }
}

std::string namespace_of(const File& file, const std::string& cluster) {
  for (std::size_t i = 0; i < file.size(List::clusters); ++i) {
    if (file.name(List::clusters, i) != cluster) continue;
    const auto item = file.item(List::clusters, i);
    const auto found = kubeconfig::read_manager_namespace(item.node["cluster"], "fuzz");
    return found ? found->name : "";
  }
  return {};
}

// The same steps in the same order but for one run of them.
void check_change(const std::string& text, const std::string& edited, std::size_t most_removed,
                  std::size_t most_added) {
  const auto old_document = yaml::Document::parse(text, "before");
  const auto new_document = yaml::Document::parse(edited, "after");
  const auto before = old_document.root().steps();
  const auto after = new_document.root().steps();
  const auto first = std::ranges::mismatch(before, after);
  const auto last = std::mismatch(before.rbegin(), std::make_reverse_iterator(first.in1),
                                  after.rbegin(), std::make_reverse_iterator(first.in2));
  const auto removed = last.first.base() - first.in1;
  const auto added = last.second.base() - first.in2;
  check(removed <= static_cast<long>(most_removed), "nothing else went");
  check(added <= static_cast<long>(most_added), "nothing else came");
}

void edit(const File& file, const std::string& cluster) {
  // An extension, from its key on: [{name: telepresence.io, extension: {manager: {namespace: x}}}]
  constexpr std::size_t extension = 15;
  const auto had = namespace_of(file, cluster);
  const auto set = kubeconfig::set_manager_namespace(file, cluster, "staging");
  check_change(file.text(), set, 1, extension);
  const File set_file(set, "set");
  check(namespace_of(set_file, cluster) == "staging", "the namespace is set");
  check(kubeconfig::set_manager_namespace(set_file, cluster, "staging") == set,
        "a second time changes nothing");
  const auto unset = kubeconfig::unset_manager_namespace(set_file, cluster);
  check(namespace_of(File(unset, "unset"), cluster).empty(), "the namespace is unset");
  const bool is_new = file.text().find("telepresence.io") == std::string::npos;
  if (had.empty() && is_new) check(unset == file.text(), "unset gives back what was there");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  try {
    const auto document = yaml::Document::parse(text, "fuzz");
    check_outline(text, document.root());
    check_events(text);
    const File file(text, "fuzz");
    const auto clusters = file.size(List::clusters);
    if (clusters == 0) return 0;
    for (const auto index : {std::size_t{0}, clusters / 2, clusters - 1}) {
      try {
        edit(file, std::string(file.name(List::clusters, index)));
      } catch (const Error&) {
        // Refused: nothing was changed.
      }
    }
  } catch (const Error&) {
    // Not YAML, or no kubeconfig.
  }
  return 0;
}
