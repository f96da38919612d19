/**
 * The loop: passes over a span of positions until all of it is decided, then over the next block,
 * until the text has ended. Every pass has random numbers of its own, so that a fork draws what its
 * parent would have drawn.
 */
import type { UnmaskPass } from '../../core/masked-diffusion/pass';
import { placesAt } from '../../core/masked-diffusion/places';
import type { MaskedInput, MaskedSpec, MaskedTrace } from '../../core/masked-diffusion/spec';
import { knownIn } from '../../core/unmasking/places';
import { text } from '../../text/engines';
import type { Caption } from '../runtime/caption';
import { sayingWhere } from '../runtime/finite';
import { timedPasses } from '../runtime/pass-lock';
import type { EngineEvent } from '../runtime/stream';
import { decide } from './decide';
import { keptOf } from './fork';
import type { Loaded } from './load';
import { logitsOf } from './network';
import { layoutOf, spanAfter } from './plan';

/** The newest run's prompt as encoded, for its forks. */
export type Captions = Map<string, Caption>;

/**
 * The events of a run, without its frame (`eventStream`).
 * @param spec checked
 * @param clock milliseconds on the run's clock
 * @param parent the run that `spec.from` names
 * @throws EngineError `bad-input` before any pass; `aborted` between two; `not-finite`
 */
export async function* unmask(
  spec: MaskedSpec,
  loaded: Loaded,
  captions: Captions,
  signal: AbortSignal,
  clock: () => number,
  parent: MaskedTrace | null,
): AsyncGenerator<EngineEvent<MaskedInput, UnmaskPass>> {
  const { config, encoder, empty, network, tokenizer } = loaded;
  const { length, block, endId, maskId } = config;
  const layout = layoutOf(spec.template, tokenizer, config);
  const kept = keptOf(spec, parent);
  const timed = timedPasses(spec.policy, signal, clock);

  const known = knownIn(parent && kept.length ? placesAt(parent, kept.length) : []);
  for (const { place, id } of layout.fixed) known.set(place, { id, logprob: null });
  for (const { place, id } of spec.from?.put ?? []) known.set(place, { id, logprob: null });

  const places = { length, block, endId, fixed: layout.fixed };
  const before = parent?.spec.prompt === spec.prompt ? parent.input : null;
  let caption = before ? captions.get(spec.prompt) : undefined;
  if (caption && before) {
    const { pieces, cut, passes, t } = before;
    yield { type: 'input', input: { pieces, cut, passes, ...places }, t };
  }
  for (const { t, ...result } of kept) yield { type: 'result', result, t };
  if (!caption) {
    const words = encoder.tokenize(spec.prompt);
    const { result, pass } = await timed('encode', words.ids.length, () => encoder.encode(words));
    caption = result;
    captions.clear();
    captions.set(spec.prompt, caption);
    const { pieces, cut } = words;
    yield { type: 'input', input: { pieces, cut, passes: [pass], ...places } };
  }

  const prompts = spec.guidance === 1 ? [caption] : [caption, empty];
  const spans: { readonly begin: number; readonly end: number }[] = [...kept];
  for (;;) {
    const span = spanAfter(spans, known, layout, config);
    if (!span) break;
    const { begin, end } = span;
    const ids = Array.from({ length: end }, (_, place) => known.get(place)?.id ?? maskId);
    const { result: logits, pass } = await timed('unmask', prompts.length, () =>
      logitsOf(network, prompts, ids),
    );
    const index = spans.length;
    const found = sayingWhere(text.notNumbers.pass(index + 1), () =>
      decide({ spec, loaded, layout, known, span, index }, logits),
    );
    spans.push({ begin, end });
    yield { type: 'result', result: { index, begin, end, ...found, passes: [pass] } };
  }
  const ended = [...known.values()].some(({ id }) => id === endId);
  yield { type: 'done', reason: ended ? 'stop' : 'length' };
}
