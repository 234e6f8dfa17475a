// Work that nobody waits for.
#pragma once

#include <chrono>
#include <functional>

namespace telepresence::platform {

// Does `work` in a process of its own, which this one may end before. It has no terminal, so that
// nothing in it can ask for a password, and nothing of this process's output, so that who reads
// that does not wait for it. After `most` it is ended, and on Linux all that it has started with
// platform::spawn. What `work` throws is dropped, and so is a failure to start it. Only before
// there is a second thread.
void in_background(std::chrono::seconds most, const std::function<void()>& work);

}  // namespace telepresence::platform
