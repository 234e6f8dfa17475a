// A kubeconfig file's text, in which contexts and clusters are found by name.
//
// A file that is written in the usual way is read in one pass, and what is looked at closely is
// only the lines of one context or cluster (yaml/outline). Any other is read into a tree as a
// whole.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "yaml/document.hpp"
#include "yaml/outline.hpp"

namespace telepresence::kubeconfig {

// Bytes; one with 10,000 clusters has ten million.
constexpr std::size_t largest_kubeconfig = 16UL << 20U;

// The lists of a kubeconfig that matter here.
enum class List { contexts, clusters };

class File {
 public:
  // One item of a list, and what it is a part of.
  struct Item {
    yaml::Document document;
    yaml::Node node;
  };

  // A part of the file that can be read and edited by itself: all of it, or the lines of one item
  // behind the line of the list's key.
  struct Excerpt {
    std::string text;
    std::size_t first_line = 1;
    std::size_t head = 0;   // bytes of `text` before the item's; 0 for all of the file
    std::size_t begin = 0;  // where in the file the bytes behind the head are
    std::size_t end = 0;
  };

  // `origin` is the path, for errors. Throws Error (input), with "origin:line: ", when the text is
  // no YAML or no mapping.
  File(std::string text, std::string origin);
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  File(File&&) = delete;
  File& operator=(File&&) = delete;
  ~File() = default;

  const std::string& text() const { return text_; }
  const std::string& origin() const { return origin_; }

  std::string_view current_context() const;

  std::size_t size(List list) const;
  // Of item number `index`, in the file's order; "" for one without a name.
  std::string_view name(List list, std::size_t index) const;
  Item item(List list, std::size_t index) const;

  // For an edit of that cluster; all of the file unless exactly one has that name.
  Excerpt excerpt(std::string_view cluster) const;

 private:
  bool take_outline();
  void read_whole();
  Excerpt excerpt_of(List list, const yaml::OutlineItem& item) const;

  std::string text_;
  std::string origin_;
  // Either of the two.
  std::optional<yaml::Outline> outline_;
  std::optional<yaml::Document> document_;
  // By List: where the outline has it, or the document's items.
  std::array<const yaml::OutlineEntry*, 2> entries_{};
  std::array<std::vector<yaml::Node>, 2> nodes_;
};

}  // namespace telepresence::kubeconfig
