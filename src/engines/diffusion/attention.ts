/**
 * Which word drives which pixels, for one step: one pass of a second graph over the same weights
 * that also gives its attention. Opened when it is first asked for; no run pays for it.
 */
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import type { LoadOptions } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import { fileOf } from '../../core/manifest';
import { siteFolder } from '../runtime/loading';
import { fetchManifest, readFile } from '../runtime/store';
import { DenoiserBatch, type Condition } from './denoiser';
import { widen } from '../runtime/float16';
import type { Loaded } from './load';
import type { Network } from '../runtime/sessions';
import { text } from '../../text/engines';

/**
 * Reads the graph, and the weights anew from this device's own copy.
 * @throws EngineError `unsupported-model` when the model has no such graph, else as `readFile`.
 */
export async function openAttention(
  { info, sessions }: Loaded,
  { baseUrl, model }: Pick<LoadOptions, 'baseUrl' | 'model'>,
): Promise<Network> {
  const { signal } = new AbortController();
  const manifest = await fetchManifest(baseUrl, siteFolder(model), signal);
  const read = (role: 'attention' | 'weights') =>
    readFile({ baseUrl, manifest, signal, onBytes: () => undefined }, fileOf(manifest, role));
  if (fileOf(manifest, 'weights').sha256 !== info.model.sha256)
    throw new EngineError(
      'unsupported-model',
      text.models.otherOnSite,
      text.models.otherOnSiteHint,
    );
  const [graph, weights] = await Promise.all([read('attention'), read('weights')]);
  return sessions.open(graph, widen(weights));
}

/** @throws EngineError `bad-input` where the question fits no step of this model. */
export function checkQuestion(
  { config }: Pick<Loaded, 'config'>,
  { prompt, style, sigma, x }: AttentionQuestion,
): void {
  const sound =
    prompt.trim() !== '' &&
    Number.isInteger(style) &&
    style >= 0 &&
    style < config.styles.length &&
    sigma > 0 &&
    sigma < Infinity &&
    x.length === 3 * config.size ** 2;
  if (!sound) throw new EngineError('bad-input', text.models.otherStep);
}

/** One pass over one picture. */
export async function attend(
  network: Network,
  size: number,
  condition: Condition,
  { sigma, x }: AttentionQuestion,
): Promise<Attention> {
  const outputs = await new DenoiserBatch(network, size, [condition]).outputs([x], [sigma]);
  const { attention, own } = outputs;
  if (!attention || !own) throw new EngineError('internal', 'The graph gives no attention.');
  return {
    side: own.dims.at(-1) ?? 0,
    tokens: (attention.data as Float32Array).slice(),
    own: (own.data as Float32Array).slice(),
  };
}
