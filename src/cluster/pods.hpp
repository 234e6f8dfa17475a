// What keeps a pod from being ready, in the words of the kubelet or the scheduler.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cluster/printed.hpp"

namespace telepresence::cluster {

struct PodProblem {
  std::string pod;
  std::string uid;        // of the pod: a StatefulSet gives the next one the same name
  std::string container;  // "" when no container of it was made
  std::string image;      // of that container
  std::string reason;     // "ImagePullBackOff"; "running, but not ready"
  std::string message;    // "Back-off pulling image …", or ""
  int restarts = 0;       // of that container

  // "pod traffic-manager-6c…: ImagePullBackOff: Back-off pulling image …"
  std::string to_string() const;
  // Nothing went wrong yet: it is about to start.
  bool is_starting() const;
};

// Reasons that are about an image which cannot be had. The kubelet says one after the other of the
// same image. Source: k8s.io/kubernetes/pkg/kubelet/images/types.go.
inline constexpr std::string_view reasons_of_images[] = {
    "ErrImagePull",     "ImagePullBackOff",  "ErrImageNeverPull",
    "InvalidImageName", "ImageInspectError", "RegistryUnavailable"};

// The first problem of a pod, nothing of one that is in order.
std::optional<PodProblem> parse_pod_problem(const Printed& pod);

}  // namespace telepresence::cluster
