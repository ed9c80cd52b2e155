// Task 7's rule, asked at every check of a kept curve of costs. Returns the
// checks that were best and last, and whether the rule stopped there.
function stopAt(costs, threshold, patience) {
  let best = 0, count = 0;
  for (let i = 0; i < costs.length; i++) {
    if (i === 0 || costs[best] - costs[i] > threshold) {
      best = i;
      count = 0;
    } else {
      count += 1;
    }
    if (count >= patience) {
      return {best: best, last: i, stopped: true};
    }
  }
  return {best: best, last: costs.length - 1, stopped: false};
}
