/**
 * Reads the header of a saved run of version 1, which knew two lanes by name. Frozen: files that
 * people saved go on opening. What of it belongs to a mechanism stands in that mechanism's folder
 * (`version1`).
 */
import * as v from 'valibot';
import { text } from '../../text/saved';
import { listOf } from '../checks';
import { FORMATS } from '../formats';
import { MECHANISMS_KNOWN } from '../ids';
import { siteModel } from '../model';
import { checked, MOST_STRINGS, type OpenedHeader, type OpenedTrace } from './opened';
import { bad } from '../run/body';
import type { DoneReason } from '../run/run';
import {
  adapter,
  count,
  errorSchema,
  knownAnswer,
  label,
  number,
  time,
  timestamp,
} from '../run/schema';

const engine = v.object({
  lane: label,
  model: v.object({ id: label, name: label, sha256: label }),
  runtime: label,
  backend: v.picklist(['webgpu', 'wasm']),
  backendReason: label,
  adapter,
  threads: count,
  knownAnswer,
  loadMs: number,
  fromDevice: v.boolean(),
});

const end = v.variant('type', [
  v.object({
    type: v.literal('done'),
    reason: v.picklist(['stop', 'length', 'context', 'steps']),
    t: time,
  }),
  v.object({ type: v.literal('aborted'), t: time }),
  v.object({ type: v.literal('error'), error: errorSchema, t: time }),
]);

const header = v.object({
  createdAt: timestamp,
  userAgent: label,
  strings: listOf(label, MOST_STRINGS),
  traces: v.pipe(
    listOf(
      v.looseObject({
        spec: v.looseObject({ lane: label }),
        engine,
        warm: v.boolean(),
        startedAt: time,
        end: v.nullable(end),
      }),
      64,
    ),
    v.minLength(1),
  ),
});

type Version1Engine = v.InferOutput<typeof engine>;

/** @throws EngineError `bad-input` on anything that version 1 did not write. */
export function openVersion1(value: unknown): OpenedHeader {
  const { createdAt, userAgent, strings, traces } = checked(header, value);
  let bytes = 0;
  const opened = traces.map((saved): OpenedTrace => {
    const mechanism = mechanismOfLane(saved.spec.lane);
    const trace = checked(mechanism.version1.trace, saved);
    if (saved.engine.lane !== saved.spec.lane) throw bad(text.format.otherLane);
    bytes += trace.bytes;
    const { spec, input, results } = trace;
    const { warm, startedAt } = saved;
    return {
      ...{ spec, input, results, warm, startedAt },
      engine: engineFromVersion1(saved.engine),
      end:
        saved.end?.type === 'done'
          ? { ...saved.end, reason: reasonOf(saved.end.reason) }
          : saved.end,
    };
  });
  return { createdAt, userAgent, strings, bytes, traces: opened };
}

/** The same information in today's words; benchmark results of version 1 hold such engines too. */
export function engineFromVersion1({ lane, model, ...rest }: Version1Engine) {
  const { id: mechanism, version1 } = mechanismOfLane(lane);
  return {
    ...rest,
    mechanism,
    modality: version1.modality,
    model: { ...siteModel(model.id), name: model.name, sha256: model.sha256 },
    // Version 1 told the two runtimes apart by their names alone.
    runtimeId: /webllm/i.test(rest.runtime) ? ('webllm' as const) : ('onnxruntime' as const),
  };
}

/** The mechanism that a lane of version 1 became. */
function mechanismOfLane(lane: string) {
  for (const id of MECHANISMS_KNOWN) {
    const { version1 } = FORMATS[id];
    if (version1?.lane === lane) return { id, version1 };
  }
  throw bad(text.format.noLane(lane.slice(0, 40)));
}

function reasonOf(reason: 'stop' | 'length' | 'context' | 'steps'): DoneReason {
  return reason === 'steps' ? 'complete' : reason;
}
