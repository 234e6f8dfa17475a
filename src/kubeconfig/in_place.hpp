// Writes a file where it is. The last resort, for one that nothing can be renamed onto: a
// kubeconfig that is mounted into a container by itself. While it is written, its former text is in
// a backup beside it.
#pragma once

#include <filesystem>
#include <string>

namespace telepresence::kubeconfig {

// `file` has `old_text`. Throws Error (input) when it cannot be written; then the old text is in it
// again, or, if that failed too, the error names the backup.
void write_in_place(const std::filesystem::path& file, const std::string& old_text,
                    const std::string& text);

// Throws Error (conflict) when a process was killed while it wrote the file: which bytes are in it
// is not known then. The error names the backup.
void check_written(const std::filesystem::path& file);

}  // namespace telepresence::kubeconfig
