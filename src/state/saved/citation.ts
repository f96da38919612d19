/** One line that says what was run, so that another person can run it: models, seed, settings. */
import type { Trace } from '../../core/run/trace';
import { engineWords, SAMPLER_NAMES } from '../words';
import { VERSION } from './version';

/** Hex digits of a hash that tell one file from another. */
const HASH = 12;

/** @param createdAt ISO 8601 */
export function citation(traces: readonly Trace[], createdAt: string): string {
  const parts = traces.map((trace) => [made(trace), where(trace)] as const);
  // Said once where both lanes ran in the same place.
  const places = new Set(parts.map(([, place]) => place));
  const works = parts.map(([work, place]) => (places.size > 1 ? `${work}, on ${place}` : work));
  return [
    `Decode & Denoise ${VERSION}`,
    createdAt.slice(0, 10),
    ...works,
    ...(places.size === 1 ? places : []),
  ]
    .map((part) => part.replace(/\s+/g, ' ').trim())
    .join('. ')
    .concat('.');
}

function made({ spec, engine, tokens, steps }: Trace): string {
  const { name, sha256 } = engine.model;
  const model = `${name} (sha256 ${sha256.slice(0, HASH)})`;
  const forked = spec.from ? ', changed midway' : '';
  if (spec.lane === 'language') {
    const { temperature, topK, topP, minP, repetitionPenalty } = spec.sampling;
    return (
      `Text: ${model}, “${spec.prompt}”, seed ${spec.seed}, ` +
      `temperature ${temperature}, top-k ${topK}, top-p ${topP}, min-p ${minP}, ` +
      `penalty ${repetitionPenalty}, ${tokens.length} of at most ${spec.maxTokens} tokens${forked}`
    );
  }
  return (
    `Picture: ${model}, “${spec.prompt}”, seed ${spec.seed}, ${SAMPLER_NAMES[spec.sampler]}, ` +
    `${spec.schedule} schedule, ${steps.length} of ${spec.steps} steps, ` +
    `guidance ${spec.guidance}, style ${spec.style}${forked}`
  );
}

function where({ engine }: Trace): string {
  return `${engineWords(engine)}, ${engine.runtime}`;
}
