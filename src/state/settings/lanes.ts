/**
 * Which lanes the address asks for: `lanes=model@runtime,model`. A lane has the id of its place
 * (a, b, …) unless it is written before it (`c:model`). Pure.
 */
import type { RuntimeId } from '../../core/ids';
import { storedRef, type CatalogueEntry, type ModelRef } from '../../core/model';
import { text as errors } from '../../text/errors';
import { text as words } from '../../text/session';
import { FIRST_LANES } from './catalogue';

/** Most lanes that a page of any width can show. */
export const MOST_LANES = 4;
export const LANE_IDS = ['a', 'b', 'c', 'd'] as const satisfies readonly string[];

export interface ChosenLane {
  readonly id: string;
  readonly entry: CatalogueEntry;
  readonly runtime: RuntimeId;
}

/** As much of a lane as its name in an address takes. */
export interface LaneName {
  readonly id: string;
  readonly entry: {
    readonly id: string;
    readonly runtimes: readonly { readonly id: RuntimeId }[];
  };
  readonly runtime: RuntimeId;
}

export interface Chosen {
  readonly lanes: readonly ChosenLane[];
  /** A sentence where something could not be taken; else empty. */
  readonly note: string;
  /** Models of a hub, or of a file, that are asked for and not on this device. */
  readonly absent: readonly ModelRef[];
  /** The lanes are others: none of those that were asked for could be taken. */
  readonly instead: boolean;
}

/**
 * @param text of the address; undefined where it says nothing
 * @param runtime of version 1's addresses (`engine=`): for every lane whose model has it
 */
export function lanesIn(
  text: string | undefined,
  runtime: string | undefined,
  models: readonly CatalogueEntry[],
): Chosen {
  const notes: string[] = [];
  const absent: ModelRef[] = [];
  const taken = new Set<string>();
  const free = () => LANE_IDS.find((id) => !taken.has(id));
  const lanes = (text === undefined ? FIRST_LANES : text.split(','))
    .slice(0, MOST_LANES)
    .flatMap((part): ChosenLane[] => {
      const [, asked, model = '', wanted] = /^(?:([a-d]):)?([^@]*)(?:@(.*))?$/.exec(part) ?? [];
      const entry = models.find(({ id }) => id === model);
      const id = asked && !taken.has(asked) ? asked : free();
      if (!entry || !id) {
        const ref = storedRef(model);
        if (ref) absent.push(ref);
        else notes.push(words.settings.noModel(short(model)));
        return [];
      }
      taken.add(id);
      return [{ id, entry, runtime: runtimeOf(entry, wanted ?? runtime, wanted, notes) }];
    });
  const said = { note: notes.join(' '), absent };
  if (lanes.length) return { lanes, ...said, instead: false };
  return { ...lanesIn(undefined, undefined, models), ...said, instead: true };
}

function runtimeOf(
  { name, runtimes }: CatalogueEntry,
  asked: string | undefined,
  own: string | undefined,
  notes: string[],
): RuntimeId {
  const [first] = runtimes;
  const found = runtimes.find(({ id }) => id === asked);
  const runtime = found?.id ?? first?.id ?? 'onnxruntime';
  if (!found && own !== undefined)
    notes.push(words.settings.otherRuntime(name, short(own), runtime));
  return runtime;
}

/** As the address writes them; undefined for the lanes that the page opens with. */
export function lanesText(lanes: readonly LaneName[]): string | undefined {
  const parts = lanes.map(({ id, entry, runtime }, i) => {
    const place = id === LANE_IDS[i] ? '' : `${id}:`;
    const other = runtime === entry.runtimes[0]?.id ? '' : `@${runtime}`;
    return `${place}${entry.id}${other}`;
  });
  const text = parts.join(',');
  return text === FIRST_LANES.join(',') ? undefined : text;
}

function short(text: string): string {
  return text.length > 30 ? `${text.slice(0, 30)}…` : text || errors.changed.empty;
}
