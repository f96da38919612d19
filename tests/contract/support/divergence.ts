/** KL(a || b) in nats, of two rows of logits. */
export function divergence(a: Float32Array, b: Float32Array): number {
  const [p, q] = [logProbabilities(a), logProbabilities(b)];
  return p.reduce((sum, logprob, i) => sum + Math.exp(logprob) * (logprob - (q[i] ?? NaN)), 0);
}

function logProbabilities(logits: Float32Array): Float64Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  let sum = 0;
  for (const logit of logits) sum += Math.exp(logit - most);
  return Float64Array.from(logits, (logit) => logit - most - Math.log(sum));
}
