/** What becomes of the logits of one pass: which positions are decided, which are masked again. */
import type { Asked } from '../../core/masked-diffusion/pass';
import type { MaskedSpec } from '../../core/masked-diffusion/spec';
import type { Known } from '../../core/unmasking/places';
import { randomOf, reveal } from '../../core/unmasking/reveal';
import type { Loaded } from './load';
import type { Layout, Span } from './plan';

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
  const random = randomOf(spec.seed, index);
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
  const drawn = hidden.map((place) => ({
    place,
    ...chooser.ask({
      asked: row(asked as Float32Array, place),
      empty: empty && row(empty, place),
      guidance: spec.guidance,
      banned: place < layout.open ? [...never, config.endId] : never,
      temperature: spec.temperature,
      topP: spec.topP,
      draw: random.random(),
    }),
  }));

  const given = layout.fixed.filter(({ place }) => place >= begin && place < end).length;
  const { revealed, remasked } = reveal(
    {
      ...{ drawn, known, begin, end, size: end - begin - given, done },
      passes: spec.passes * ((end - begin) / config.block),
      ...{ noise: spec.noise, remask: spec.remask },
    },
    random,
  );
  return {
    asked: drawn.map(({ place, id, logprob, entropy, top }): Asked => ({
      ...{ place, id, piece: tokenizer.piece(id), logprob, entropy },
      revealed: revealed.has(place),
      candidates: top.map((one) => ({ ...one, piece: tokenizer.piece(one.id) })),
    })),
    remasked,
  };
}
