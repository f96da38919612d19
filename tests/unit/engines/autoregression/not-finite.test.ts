/** The decode loop around a network whose logits are no longer numbers. */
import { expect, test } from 'vitest';
import { Sampler } from '../../../../src/core/sampling';
import type { AutoregressionSpec } from '../../../../src/core/autoregression/spec';
import { generate, type Parts } from '../../../../src/engines/autoregression/generate';
import type { Cache, Network } from '../../../../src/engines/autoregression/network';
import { PrefixCache } from '../../../../src/engines/autoregression/prefix-cache';
import { textSpec } from '../../../helpers/traces';

const VOCAB = 8;
const never = new AbortController().signal;

/** Gives the same logits for so many passes, then one that is this value. */
function network(good: number, bad: number): Network {
  let passes = 0;
  return {
    longest: 2,
    emptyCache: () => ({ length: 0, truncate: async () => undefined }) as unknown as Cache,
    pass: async () => {
      const logits = Float32Array.from({ length: VOCAB }, (_, i) => -i);
      if (++passes > good) logits[5] = bad;
      return logits;
    },
    dispose: async () => undefined,
  };
}

async function run(model: Network, onPass?: () => void) {
  const tokenizer = {
    encodeChat: () => [1, 2, 3, 4, 5],
    piece: (id: number) => String(id),
    bytes: () => new Uint8Array([65]),
    leadingSpace: false,
  };
  const parts = {
    model,
    tokenizer,
    sampler: new Sampler(VOCAB),
    context: 64,
    stopIds: new Set<number>(),
    prefixCache: new PrefixCache(),
    lost: never,
  } as unknown as Parts;
  const spec: AutoregressionSpec = textSpec({ maxTokens: 10 });
  const made: number[] = [];
  const events = generate(parts, spec, never, () => 0, { onPass });
  const end = (async () => {
    for await (const event of events) if (event.type === 'result') made.push(event.result.index);
  })();
  return {
    made,
    error: await end.then(
      () => null,
      (cause: unknown) => cause as Error,
    ),
  };
}

test.each([NaN, Infinity, -Infinity])(
  '%s ends the run and says from which token on',
  async (bad) => {
    // Three passes over the prompt, then two more tokens.
    const { made, error } = await run(network(5, bad));
    expect(made).toEqual([0, 1, 2]);
    expect(error).toMatchObject({ code: 'not-finite' });
    expect(error?.message).toContain('token 4');
  },
);

test('each pass over a long prompt is a sign of life', async () => {
  let heard = 0;
  await run(network(Infinity, 0), () => heard++);
  expect(heard).toBe(2);
});
