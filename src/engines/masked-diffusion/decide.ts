/** What becomes of the logits of one pass: which positions are decided, which are masked again. */
import type { Asked } from '../../core/masked-diffusion/pass';
import type { MaskedSpec } from '../../core/masked-diffusion/spec';
import { againIn, doubted, leftAfter, surest } from '../../core/masked-diffusion/unmask';
import { Random } from '../../core/random';
import type { Loaded } from './load';
import type { Layout, Span } from './plan';

/** A position that is decided. */
export interface Known {
  readonly id: number;
  /** When it was revealed; null for what was given. */
  readonly logprob: number | null;
}

interface Situation {
  readonly spec: MaskedSpec;
  readonly loaded: Pick<Loaded, 'config' | 'tokenizer' | 'chooser'>;
  readonly layout: Layout;
  /** By position; brought up to date. */
  readonly known: Map<number, Known>;
  readonly span: Span;
  /** Of the pass, in the whole run. */
  readonly index: number;
}

/** @param logits [positions, vocab] with the prompt, and where guided without it */
export function decide(
  { spec, loaded, layout, known, span, index }: Situation,
  [asked, empty = null]: readonly (Float32Array | null)[],
): { readonly asked: Asked[]; readonly remasked: number[] } {
  const { config, tokenizer, chooser } = loaded;
  const { begin, end, done } = span;
  const random = new Random(seedOf(spec.seed, index));
  const passes = spec.passes * ((end - begin) / config.block);
  const inside = (place: number) => place >= begin && place < end;
  const row = (all: Float32Array, place: number) =>
    all.subarray(place * chooser.vocab, (place + 1) * chooser.vocab);
  // What the tokenizer cannot spell cannot be said.
  const unspelled = Array.from(
    { length: Math.max(0, chooser.vocab - tokenizer.size) },
    (_, i) => tokenizer.size + i,
  );
  const never = [config.padId, config.maskId, ...unspelled];

  const hidden = Array.from({ length: end - begin }, (_, i) => begin + i).filter(
    (place) => !known.has(place),
  );
  const found = hidden.map((place) =>
    chooser.ask({
      asked: row(asked as Float32Array, place),
      empty: empty && row(empty, place),
      guidance: spec.guidance,
      banned: place < layout.open ? [...never, config.endId] : never,
      temperature: spec.temperature,
      topP: spec.topP,
      draw: random.random(),
    }),
  );

  const given = layout.fixed.filter(({ place }) => inside(place)).length;
  const left = Math.min(hidden.length, leftAfter(end - begin - given, done + 1, passes));
  const own = [...known].flatMap(([place, { logprob }]) =>
    inside(place) && logprob !== null ? [{ place, logprob }] : [],
  );
  const wanted = spec.remask ? againIn(own.length, done + 1, passes) : 0;
  const count = Math.min(hidden.length, hidden.length - left + wanted);
  const logprobs = found.map(({ logprob }) => logprob);
  const noise = spec.noise * (1 - Math.min(1, (done + 1) / passes));
  const revealed = surest(logprobs, count, noise, random);
  // As many again as were revealed beyond the plan: after the pass as many are masked as without.
  const again = doubted(
    own.map(({ logprob }) => logprob),
    count - (hidden.length - left),
    random,
  );
  const remasked = own.flatMap(({ place }, i) => (again.has(i) ? [place] : []));
  for (const place of remasked) known.delete(place);
  for (const [i, place] of hidden.entries()) {
    const one = found[i];
    if (one && revealed.has(i)) known.set(place, { id: one.id, logprob: one.logprob });
  }
  return {
    asked: hidden.flatMap((place, i): Asked[] => {
      const one = found[i];
      if (!one) return [];
      const { id, logprob, entropy, top } = one;
      const candidates = top.map((candidate) => ({
        ...candidate,
        piece: tokenizer.piece(candidate.id),
      }));
      const piece = tokenizer.piece(id);
      return [{ place, id, piece, logprob, entropy, revealed: revealed.has(i), candidates }];
    }),
    remasked: remasked.sort((a, b) => a - b),
  };
}

/** Of a pass: other passes and other seeds have others. */
function seedOf(seed: number, index: number): number {
  return (seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0;
}
