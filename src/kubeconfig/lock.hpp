// The lock that kubectl and client-go take while they change a kubeconfig: a file beside it,
// FILE.lock, that only one of them can create (client-go tools/clientcmd/config.go, lockFile).
// They give up at once where it is there; this waits.
//
// A killed kubectl leaves its lock for good. One of this program's holds a lock of the kernel's
// on the file too, which ends with the process, so that the next one can take it over.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>

namespace telepresence::kubeconfig {

// The file that is a kubeconfig's lock.
std::filesystem::path lock_of(const std::filesystem::path& file);
// What to do about one that stays.
std::string way_past(const std::filesystem::path& lock);

class Lock {
 public:
  // Waits up to `time_limit`, calling `waiting` from time to time. Throws Error: conflict when the
  // lock stays somebody else's; input when it cannot be created; interrupted.
  Lock(const std::filesystem::path& file, std::chrono::milliseconds time_limit,
       const std::function<void()>& waiting);
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;
  Lock(Lock&&) = delete;
  Lock& operator=(Lock&&) = delete;
  ~Lock();

 private:
  bool try_create();
  bool try_create_plainly();
  bool try_take_over();

  std::filesystem::path path_;
  int fd_ = -1;
};

}  // namespace telepresence::kubeconfig
