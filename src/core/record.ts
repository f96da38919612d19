/**
 * What the card of a model measured, in the few figures that models of any mechanism can be put
 * beside each other with. Written by the toolkit (`models/ddmodels/common/record.py`) into a model's
 * folder as `record.json`, and from there into `records.json` for all of them.
 */
import * as v from 'valibot';

const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1));

/** Shares that a judge, trained on real pictures alone, names right. */
const hits = v.object({ top1: share, top5: share });

const recordSchema = v.object({
  /** What training showed it; the same picture counts each time that it was drawn. */
  seen: v.object({
    count: positive,
    of: v.picklist(['pictures', 'texts', 'tokens']),
    /** Where the number is from, if not from the training's own log. */
    source: v.exactOptional(v.pipe(v.string(), v.maxLength(200))),
  }),
  judged: v.exactOptional(
    v.object({
      /** How many, one picture each; they chose nothing. */
      prompts: positive,
      made: hits,
      /** Real pictures that neither model nor judge was trained on: the judge's own ceiling. */
      real: hits,
      /** The same ones turned into tokens and back: all that a model of tokens can reach. */
      tokens: v.exactOptional(hits),
    }),
  ),
  /** Mean cosine distance between pictures of one prompt, in a judge's features. */
  diversity: v.exactOptional(
    v.object({ distance: v.pipe(v.number(), v.minValue(0)), prompts: positive, seeds: positive }),
  ),
  /** Mean cosine similarity, in a judge's features, to the nearest picture of the training. */
  nearest: v.exactOptional(v.object({ made: share, real: share })),
  /** Nats of a token or cell; a bound from above where it is not exact. */
  nats: v.exactOptional(v.object({ heldOut: v.number(), trained: v.number(), exact: v.boolean() })),
});

export type ModelRecord = Readonly<v.InferOutput<typeof recordSchema>>;

/** By id of the model; what this page does not understand is left out. */
export function parseRecords(value: unknown): ReadonlyMap<string, ModelRecord> {
  const all = v.safeParse(v.record(v.string(), v.unknown()), value);
  const found = Object.entries(all.success ? all.output : {}).flatMap(([id, one]) => {
    const checked = v.safeParse(recordSchema, one);
    return checked.success ? [[id, checked.output] as const] : [];
  });
  return new Map(found);
}
