/**
 * The loop: passes over all cells until every one is decided, and after each a picture of those that
 * are. Every pass has random numbers of its own, so that a fork draws what its parent would have drawn.
 */
import type { AskedCell, PicturePass } from '../../core/masked-diffusion-picture/pass';
import { cellsAt } from '../../core/masked-diffusion-picture/places';
import type {
  MaskedPictureSpec,
  MaskedPictureTrace,
} from '../../core/masked-diffusion-picture/spec';
import { EngineError } from '../../core/errors';
import { codesOf } from '../../core/picture-tokens/cell';
import type { PictureInput } from '../../core/picture-tokens/input';
import type { Pass } from '../../core/run/run';
import { knownIn } from '../../core/unmasking/places';
import { randomOf, reveal } from '../../core/unmasking/reveal';
import { text } from '../../text/engines';
import { chooseFirst, chooseSecond } from '../picture-tokens/choose';
import { cellCodes, decode } from '../picture-tokens/decoder';
import type { Said } from '../picture-tokens/network';
import { allFinite, sayingWhere } from '../runtime/finite';
import { timedPasses } from '../runtime/pass-lock';
import type { EngineEvent } from '../runtime/stream';
import { codesIn } from './codes';
import type { LoadedMasked } from './load';
import type { ReadPrompt } from './prompt';
import { keptOf } from './spec';

/**
 * Likely first codes whose second ones are asked for: what the candidates are made of. Fewer than of
 * a picture that is said cell by cell, as here all masked cells are asked in every pass.
 */
const FIRSTS = 4;

/**
 * The events of a run, without its frame (`eventStream`).
 * @param spec checked
 * @param clock milliseconds on the run's clock
 * @param parent the run that `spec.from` names
 * @throws EngineError `bad-input` before any pass; `aborted` between two; `not-finite`
 */
export async function* unmask(
  spec: MaskedPictureSpec,
  loaded: LoadedMasked,
  read: ReadPrompt,
  signal: AbortSignal,
  clock: () => number,
  parent: MaskedPictureTrace | null,
): AsyncGenerator<EngineEvent<PictureInput, PicturePass>> {
  const { config, encoder, empty, network, decoder } = loaded;
  const { side, codes } = config;
  const kept = keptOf(spec, parent);
  const timed = timedPasses(spec.policy, signal, clock);
  if (!spec.from) read.clear();

  let passes: Pass[] = [];
  const noted = async <T>(kind: string, size: number, work: () => Promise<T>): Promise<T> => {
    const { result, pass } = await timed(kind, size, work);
    passes.push(pass);
    return result;
  };
  const memoryOf = (caption: typeof empty) => {
    const prompts = spec.guidance === 1 ? [caption] : [caption, empty];
    const asked = { prompt: spec.prompt, style: spec.style, prompts };
    return read.memory(network, config, asked, async (size, pass) => {
      await noted('prefill', size, pass);
    });
  };

  const before = parent?.spec.prompt === spec.prompt ? parent.input : null;
  let caption = before && read.caption?.prompt === spec.prompt ? read.caption.encoded : null;
  if (caption && before) {
    const { t, ...input } = before;
    yield { type: 'input', input, t };
  }
  for (const { t, ...result } of kept) yield { type: 'result', result, t };
  if (!caption) {
    const words = encoder.tokenize(spec.prompt);
    caption = await noted('encode', words.ids.length, () => encoder.encode(words));
    read.caption = { prompt: spec.prompt, encoded: caption };
    await memoryOf(caption);
    const { pieces, cut } = words;
    yield { type: 'input', input: { pieces, cut, side, codes, passes } };
    passes = [];
  }
  // Kept from the input, unless a fork reads the prompt in another style or without guidance.
  const memory = await memoryOf(caption);

  const known = knownIn(parent && kept.length ? cellsAt(parent, kept.length) : []);
  for (const { place, id } of spec.from?.put ?? []) known.set(place, { id, logprob: null });
  const cells = side ** 2;
  const masked = () => Array.from({ length: cells }, (_, i) => i).filter((i) => !known.has(i));
  /** Masked before the first pass: all but what was given from the beginning. */
  const size =
    cells - new Set(spec.from?.put?.filter(({ at }) => !at).map((one) => one.place)).size;

  for (let index = kept.length, hidden = masked(); hidden.length; index++, hidden = masked()) {
    const ids = Array.from({ length: cells }, (_, place) => known.get(place)?.id ?? null);
    const said = await noted('unmask', memory.rows, () =>
      network.all(
        memory,
        codesIn(
          ids.map((id) => (id === null ? null : codesOf(id, codes))),
          config,
        ),
      ),
    );
    const random = randomOf(spec.seed, index);
    const drawn = await choose(index, hidden, said, () => random.random());
    const { revealed, remasked } = reveal(
      {
        ...{ drawn, known, size, begin: 0, end: cells, done: index },
        ...{ passes: spec.passes, noise: spec.noise, remask: spec.remask },
      },
      random,
    );
    const asked = drawn.map((one): AskedCell => ({ ...one, revealed: revealed.has(one.place) }));
    const picture = revealed.size || remasked.length ? await painted(index) : null;
    yield { type: 'result', result: { index, asked, remasked, picture, passes } };
    passes = [];
  }
  yield { type: 'done', reason: 'complete' };

  /** Draws both codes of every masked cell, those of each from numbers of its own. */
  async function choose(index: number, hidden: number[], said: Said, draw: () => number) {
    const { sampler } = loaded;
    const row = (rows: readonly Float32Array[], place: number) =>
      rows.map((one) => one.subarray(place * codes, (place + 1) * codes));
    const ask = () => ({ chance: spec, draw: draw() });
    const firsts = notFinite(index, () =>
      hidden.map((place) => ({
        place,
        ...chooseFirst(sampler, ask(), row(said.first, place), FIRSTS),
      })),
    );
    const asked = firsts.flatMap(({ place, firsts }) =>
      firsts.map((first) => ({ row: place, first })),
    );
    const second = await noted('second', memory.rows * asked.length, () =>
      network.second(said, asked),
    );
    let at = 0;
    return notFinite(index, () =>
      firsts.map(({ place, ...first }) => {
        const [from, to] = [at, (at += first.firsts.length)];
        const logits = second.map((one) => one.slice(from, to));
        return { place, ...chooseSecond(sampler, ask(), first, logits) };
      }),
    );
  }

  async function painted(index: number): Promise<Float32Array | null> {
    const ids = Array.from({ length: cells }, (_, place) => known.get(place)?.id ?? null);
    if (ids.every((id) => id === null)) return null;
    const [picture = null] = await noted('paint', 1, () =>
      decode(decoder, [cellCodes(ids, side, codes)], spec.style),
    );
    if (picture && !allFinite(picture))
      throw new EngineError('not-finite', text.notNumbers.pass(index + 1));
    return picture;
  }
}

/** What the work gives; where it meets values that are no numbers, the error says in which pass. */
function notFinite<T>(index: number, work: () => T): T {
  return sayingWhere(text.notNumbers.pass(index + 1), work);
}
