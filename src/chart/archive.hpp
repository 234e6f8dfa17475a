// A packaged chart (.tgz), checked before anybody unpacks it. `origin` is where an archive
// came from, for errors.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

namespace telepresence::chart {

// Bytes of one of its files: helm's own limit (helm pkg/chart/loader/archive.go).
constexpr std::size_t largest_file = 5UL << 20U;

// The text of the archive's Chart.yaml, after all of the archive was found to be in order:
// gzip and tar, one folder at the top, nothing but files and folders inside it, and sizes
// that a chart can have. Throws Error (input) that names the origin and what is wrong.
std::string read_chart_yaml(const std::filesystem::path& archive, const std::string& origin);

// The text of one file of the archive, "values.yaml", by its path below the top folder.
// Throws Error (not_found) when there is none.
std::string read_file(const std::filesystem::path& archive, const std::string& origin,
                      const std::string& name);

// Calls `visit` with the path of each file below the top folder, and a way to its text that is good
// during the call. Throws Error (input) when the archive is not in order.
using ReadText = std::function<std::string()>;
void for_each_file(const std::filesystem::path& archive, const std::string& origin,
                   const std::function<void(const std::string& path, const ReadText& read)>& visit);

// Writes what is below the archive's top folder into `folder`, which has to be empty.
// Throws Error (input) when the archive is not in order or a file cannot be written; then
// part of it may be there.
void unpack(const std::filesystem::path& archive, const std::string& origin,
            const std::filesystem::path& folder);

}  // namespace telepresence::chart
