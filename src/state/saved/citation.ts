/** One line that says what was run, so that another person can run it: models, seed, settings. */
import { FORMATS } from '../../core/formats';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/saved';
import { engineWords } from '../words';
import { VERSION } from './version';

/** Hex digits of a hash that tell one file from another. */
const HASH = 12;

/** @param createdAt ISO 8601 */
export function citation(traces: readonly Trace[], createdAt: string): string {
  const parts = traces.map((trace) => [made(trace), where(trace)] as const);
  // Said once where all lanes ran in the same place.
  const places = new Set(parts.map(([, place]) => place));
  const works = parts.map(([work, place]) =>
    places.size > 1 ? text.citation.on(work, place) : work,
  );
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

function made(trace: Trace): string {
  const { spec, engine } = trace;
  const { name, sha256 } = engine.model;
  return text.citation.run({
    ...{ made: text.citation.made[engine.modality], model: name, hash: sha256.slice(0, HASH) },
    ...{ prompt: spec.prompt, seed: spec.seed, settings: FORMATS[spec.mechanism].cite(trace) },
    forked: spec.from !== undefined,
  });
}

function where({ engine }: Trace): string {
  return `${engineWords(engine)}, ${engine.runtime}`;
}
