/**
 * Inputs and outputs of an exported decoder (optimum, transformers.js), as the session itself states
 * them: which of the usual inputs it has, and the form of its cache. What it has beyond them would
 * have to be computed somehow, so it is refused by name.
 */
import { EngineError } from '../../../core/errors';
import { text } from '../../../text/stored-models';
import type { InferenceSession } from '../../runtime/ort';

type CacheType = 'float32' | 'float16';

export interface DecoderIo {
  /** Names of the cache without their prefix: `0.key`, `0.value`, ... */
  readonly cache: readonly string[];
  readonly type: CacheType;
  readonly kvHeads: number;
  readonly headDim: number;
  /** Number of tokens; null where the graph leaves it open. */
  readonly vocab: number | null;
  /** The graph wants the position of each token. */
  readonly positions: boolean;
  /** It can be told that only the last token's logits are wanted. */
  readonly keeps: boolean;
}

type Metadata = Pick<
  InferenceSession,
  'inputMetadata' | 'outputMetadata' | 'inputNames' | 'outputNames'
>;

export const PAST = 'past_key_values.';
export const PRESENT = 'present.';
const PLAIN = new Set(['input_ids', 'attention_mask', 'position_ids', 'num_logits_to_keep']);

/**
 * @param sizes heads and head size where the graph leaves them open: from `config.json`.
 * @throws EngineError `unsupported-model`, naming what is missing or unknown.
 */
export function decoderIo(
  name: string,
  session: Metadata,
  sizes: { readonly kvHeads: number | null; readonly headDim: number | null },
): DecoderIo {
  const inputs = tensorsOf(session.inputMetadata);
  const outputs = tensorsOf(session.outputMetadata);
  const refused = (what: string) => new EngineError('unsupported-model', what, text.decoder.hint);
  const cache = [...inputs.keys()].flatMap((input) =>
    /^past_key_values\.\d+\.(key|value)$/.test(input) ? [input.slice(PAST.length)] : [],
  );
  const odd = [...inputs.keys()].find(
    (i) => !PLAIN.has(i) && !cache.includes(i.slice(PAST.length)),
  );
  if (odd !== undefined) throw refused(text.decoder.input(name, shown(odd)));
  for (const needed of ['input_ids', 'attention_mask'])
    if (inputs.get(needed)?.type !== 'int64') throw refused(text.decoder.lacks(name, needed));
  if (!cache.length) throw refused(text.decoder.noCache(name));
  const absent = ['logits', ...cache.map((each) => PRESENT + each)].find((o) => !outputs.has(o));
  if (absent !== undefined) throw refused(text.decoder.lacks(name, absent));
  const past = cache.map((each) => inputs.get(PAST + each) as Stated);
  const [first] = past as [Stated];
  const { type } = first;
  if (type !== 'float32' && type !== 'float16')
    throw refused(text.decoder.cacheType(name, shown(type)));
  const sizeAt = (axis: number, otherwise: number | null) => {
    const stated = first.shape[axis];
    const size = typeof stated === 'number' && stated > 0 ? stated : otherwise;
    if (size === null || first.shape.length !== 4) throw refused(text.decoder.cacheForm(name));
    return size;
  };
  const kvHeads = sizeAt(1, sizes.kvHeads);
  const headDim = sizeAt(3, sizes.headDim);
  const alike = past.every(
    ({ type: t, shape }) =>
      t === type && differsNot(shape[1], kvHeads) && differsNot(shape[3], headDim),
  );
  if (!alike) throw refused(text.decoder.cacheForm(name));
  const vocab = (outputs.get('logits') as Stated).shape.at(-1);
  return {
    cache,
    type,
    kvHeads,
    headDim,
    vocab: typeof vocab === 'number' && vocab > 0 ? vocab : null,
    positions: inputs.has('position_ids'),
    keeps: inputs.has('num_logits_to_keep'),
  };
}

interface Stated {
  readonly type: string;
  readonly shape: readonly (number | string)[];
}

function tensorsOf(metadata: InferenceSession['inputMetadata']): Map<string, Stated> {
  return new Map(
    metadata.flatMap((each) =>
      each.isTensor ? [[each.name, { type: each.type, shape: each.shape }] as const] : [],
    ),
  );
}

const differsNot = (size: number | string | undefined, expected: number) =>
  typeof size !== 'number' || size <= 0 || size === expected;

/** A name from a stranger's file, fit for a sentence. */
function shown(name: string): string {
  return /^[\w./-]{1,60}$/.test(name) ? name : 'one of a strange name';
}
