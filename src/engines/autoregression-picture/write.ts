/**
 * The loop: a cell after the other, each from what the network says given all before it, and after
 * every row of them a picture. Draws belong to cells: a fork draws what its parent would have drawn.
 */
import type { CellStep } from '../../core/autoregression-picture/cell';
import type { PictureSpec, PictureTrace } from '../../core/autoregression-picture/spec';
import { EngineError } from '../../core/errors';
import type { PictureByTokensManifest } from '../../core/manifest';
import { codesOf } from '../../core/picture-tokens/cell';
import type { PictureInput } from '../../core/picture-tokens/input';
import { Random } from '../../core/random';
import type { Pass } from '../../core/run/run';
import { text } from '../../text/engines';
import { allFinite, sayingWhere } from '../runtime/finite';
import { timedPasses } from '../runtime/pass-lock';
import type { EngineEvent } from '../runtime/stream';
import { chooseFirst, chooseSecond } from '../picture-tokens/choose';
import { cellCodes, decode } from '../picture-tokens/decoder';
import type { Loaded } from '../picture-tokens/load';
import type { Held, Timed } from './held';
import { keptOf } from './spec';

/** Likely first codes whose second ones are asked for: what the candidates are made of. */
const FIRSTS = 6;

/**
 * The events of a run, without its frame (`eventStream`).
 * @param spec checked
 * @param clock milliseconds on the run's clock
 * @param parent the run that `spec.from` names
 * @throws EngineError `bad-input` before any pass; `aborted` between two; `not-finite`
 */
export async function* write(
  spec: PictureSpec,
  loaded: Loaded<PictureByTokensManifest>,
  held: Held,
  signal: AbortSignal,
  clock: () => number,
  parent: PictureTrace | null,
): AsyncGenerator<EngineEvent<PictureInput, CellStep>> {
  const { config, encoder, empty, network, decoder, sampler } = loaded;
  const { side, codes } = config;
  const kept = keptOf(spec, parent, side);
  const timed = timedPasses(spec.policy, signal, clock);
  if (!spec.from) held.clear();

  const before = parent?.spec.prompt === spec.prompt ? parent.input : null;
  const known = held.caption?.prompt === spec.prompt ? held.caption.encoded : null;
  let caption = before ? known : null;
  if (caption && before) {
    const { t, ...input } = before;
    yield { type: 'input', input, t };
  }
  for (const { t, ...result } of kept) yield { type: 'result', result, t };
  if (!caption) {
    const words = encoder.tokenize(spec.prompt);
    const { result, pass } = await timed('encode', words.ids.length, () => encoder.encode(words));
    caption = result;
    held.caption = { prompt: spec.prompt, encoded: caption };
    const { pieces, cut } = words;
    yield { type: 'input', input: { pieces, cut, side, codes, passes: [pass] } };
  }

  const prompts = spec.guidance === 1 ? [caption] : [caption, empty];
  const asked = { prompt: spec.prompt, style: spec.style, prompts };
  const ids = kept.map(({ id }) => id);
  const random = new Random(spec.seed);
  const draws = () => [random.random(), random.random()] as const;
  for (let i = 0; i < ids.length; i++) draws();

  for (let index = ids.length; index < side ** 2; index++) {
    const passes: Pass[] = [];
    const cells = ids.map((id) => codesOf(id, codes));
    const noted: Timed = async (kind, size, work) => {
      const { result, pass } = await timed(kind, size, work);
      passes.push(pass);
      return result;
    };
    const said = await held.said(network, config, asked, cells, noted);
    const forced = spec.from?.forced[index - kept.length];
    const draw = draws();
    const cell = await finite(index, async () => {
      const ask = { chance: spec, draw: draw[0], forced };
      const first = chooseFirst(sampler, ask, said.first, FIRSTS);
      const firsts = first.firsts.map((one) => ({ row: 0, first: one }));
      const { result, pass } = await timed('second', prompts.length * firsts.length, () =>
        network.second(said, firsts),
      );
      passes.push(pass);
      return chooseSecond(sampler, { ...ask, draw: draw[1] }, first, result);
    });
    ids.push(cell.id);
    const shown = (index + 1) % side === 0 || (spec.from && index === kept.length);
    let picture: Float32Array | null = null;
    if (shown) {
      const { result, pass } = await timed('paint', 1, () =>
        decode(decoder, [cellCodes(ids, side, codes)], spec.style),
      );
      picture = result[0] ?? null;
      passes.push(pass);
      if (picture && !allFinite(picture))
        throw new EngineError('not-finite', text.notNumbers.cell(index + 1));
    }
    yield { type: 'result', result: { index, ...cell, draws: draw, picture, passes } };
  }
  yield { type: 'done', reason: 'complete' };
}

/** What the work gives; where it meets values that are no numbers, the error says which cell. */
async function finite<T>(index: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    return sayingWhere(text.notNumbers.cell(index + 1), () => {
      throw cause;
    });
  }
}
