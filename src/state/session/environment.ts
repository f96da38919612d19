/** What the session needs of the world around it: the page gives the real one, tests their own. */
import type { Engine, LoadOptions } from '../../core/run/engine';
import type { RunEvent } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import type { Frames } from './frames';

export interface Environment {
  /** Makes an engine of a mechanism on a runtime; called again after one had to be thrown away. */
  engine(kind: Pick<LoadOptions, 'mechanism' | 'runtime'>): Engine;
  /** Plays a trace in its own time. */
  replay(trace: Trace, signal: AbortSignal): AsyncIterable<RunEvent>;
  /** Absolute URL of the site's root, ending in a slash. */
  readonly baseUrl: string;
  readonly frames: Frames;
  /** Logical processors, as the browser tells. */
  readonly cores: number;
  /** Milliseconds since the Unix epoch, of the clock that all workers share. */
  now(): number;
  wait(ms: number): Promise<void>;
  newId(): string;
  /** The document: whether it is hidden, and the event that says so. */
  readonly tab: EventTarget & { readonly hidden: boolean };
}
