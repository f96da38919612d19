/** Reads what was kept about a model: another version of the page may have written it. */
import * as v from 'valibot';
import { LAYOUTS, STORED_ROLES, type ModelAbout } from './stored';

const text = v.pipe(v.string(), v.maxLength(1000));
const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const positive = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

const aboutSchema = v.object({
  ref: v.variant('source', [
    v.object({ source: v.literal('hub'), id: text, revision: v.pipe(text, v.length(40)) }),
    v.object({ source: v.literal('file'), id: text, revision: v.pipe(text, v.length(64)) }),
  ]),
  layout: v.picklist(LAYOUTS),
  recipe: text,
  name: text,
  variant: text,
  architecture: text,
  licence: text,
  parameters: v.nullable(count),
  sizes: v.nullable(
    v.object({
      layers: positive,
      hidden: positive,
      heads: positive,
      kvHeads: positive,
      headDim: positive,
      ffn: positive,
      vocab: positive,
      context: positive,
      ropeTheta: v.number(),
    }),
  ),
  needsF16: v.boolean(),
  memory: count,
  largest: count,
  roles: v.array(v.object({ role: v.picklist(STORED_ROLES), path: text })),
});

/** Null for what this page does not understand. */
export function parseAbout(value: unknown): ModelAbout | null {
  const result = v.safeParse(aboutSchema, value);
  return result.success ? result.output : null;
}
