// Quantities of Kubernetes, as resources have them: 500m, 2, 128Mi, 1e3.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace telepresence {

// Exactly the number that was written, whatever its size: 1Gi is 1024Mi, and 0.5 is 500m.
class Quantity {
 public:
  static constexpr std::size_t longest = 256;  // bytes

  // Nothing when `text` is no quantity, or longer than one.
  // Source: kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity, and for the
  // suffixes n and u, which the API server reads and writes, k8s.io/apimachinery/pkg/api/resource.
  static std::optional<Quantity> parse(std::string_view text);

  bool is_negative() const { return is_negative_; }

  // Whether they are the same number. The API server rounds what is finer than a billionth up, and
  // takes a binary one from 8Ei on for a little less; here they stay what they are.
  friend bool operator==(const Quantity& left, const Quantity& right) = default;

 private:
  // digits_ * 10^exponent_, one form a number: the digits neither begin nor end with a zero, and 0
  // has none.
  bool is_negative_ = false;
  std::string digits_;
  std::int64_t exponent_ = 0;
};

}  // namespace telepresence
