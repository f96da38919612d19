/** A saved run once its header is read, whatever its version; and how a header is checked. */
import * as v from 'valibot';
import { text } from '../../text/saved';
import { wrongField } from '../checks';
import { bad, type BodyReader } from '../run/body';
import type { InputBase, ResultBase } from '../run/run';
import type { EndOf, Trace } from '../run/trace';

/** Different ones of a file: a large vocabulary has 256,000. */
export const MOST_STRINGS = 300_000;

/** A header as both versions have it once it is checked. */
export interface OpenedHeader {
  readonly createdAt: string;
  readonly userAgent: string;
  readonly strings: readonly string[];
  /** Of the body, as the header says. */
  readonly bytes: number;
  readonly traces: readonly OpenedTrace[];
}

export interface OpenedTrace extends Pick<Trace, 'spec' | 'engine' | 'warm' | 'startedAt'> {
  readonly input: (InputBase & { readonly t: number }) | null;
  readonly results: readonly {
    readonly t: number;
    /** @throws CutOff, EngineError */
    read(body: BodyReader, index: number): ResultBase;
  }[];
  readonly end: EndOf | null;
}

/**
 * @param path of the value in the header: "traces.0.spec."
 * @throws EngineError `bad-input`, naming the first field that is wrong.
 */
export function checked<T>(schema: v.GenericSchema<unknown, T>, value: unknown, path = ''): T {
  // Of a hostile file with a million wrong fields the first is enough.
  const result = v.safeParse(schema, value, { abortEarly: true });
  if (result.success) return result.output;
  const { field, why } = wrongField(result.issues[0], text.format.itself);
  throw bad(text.format.field(`${path}${field}`, why));
}
