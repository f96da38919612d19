/**
 * All that the rest of the page may know of one way of generating. Each mechanism is one such
 * object in a folder of its own, and one line in `core/mechanisms.ts`; nothing else branches on
 * which it is. What computes it stands in `workers/runtimes.ts`, what shows it in
 * `views/watch/mechanisms.ts`. How to add one: docs/adding-a-mechanism.md.
 */
import type * as v from 'valibot';
import type { MechanismId, Modality } from '../ids';
import type { ModelManifest } from '../manifest';
import type { SettingValues } from '../model';
import type { BodyReader, BodyWriter } from '../run/body';
import type { Figures, Metric } from '../measure/metric';
import type { InputBase, ResultBase, SpecBase } from '../run/run';
import type { Film } from './film';
import type { Settings } from './settings';
import type { SettledPoint } from './settled';
import type { Trace } from '../run/trace';

/** What every spec has, whatever the mechanism. */
type SpecCommon = Omit<SpecBase, 'mechanism' | 'from'>;

/** What a kind of forward pass is, for the clock and for Compare. */
export interface PassKind {
  /** On the clock: "prefill". */
  readonly label: string;
  /** In a sentence: "reading the prompt". */
  readonly what: string;
  /** What its `size` counts: "token", "evaluation". */
  readonly unit: string;
  /** Comes before the first result: drawn softer. */
  readonly first: boolean;
  /** Time that one takes alone, from the figures of a run; null where they do not tell. */
  alone(figures: Figures): number | null;
}

/** How results and inputs are saved. */
export interface ResultCodec<I extends InputBase, R extends ResultBase> {
  /** JSON of an input, all of it. */
  readonly input: v.GenericSchema<unknown, I>;
  /** JSON of a result; its tensors are in the body. */
  readonly result: v.GenericSchema<unknown, unknown>;
  /** @throws EngineError `bad-input` where a result cannot be saved. */
  write(result: R, body: BodyWriter): unknown;
  /**
   * @param saved as `result` checked it
   * @throws EngineError `bad-input` on values that no run can hold, `CutOff` where the body ends
   */
  read(saved: unknown, index: number, body: BodyReader): R;
  /** About as many bytes as a result takes in a file. */
  size(result: R): number;
}

/** How files hold the runs of a mechanism. Apart from it: the first look at the page needs no file. */
export interface Format<
  S extends SpecBase = SpecBase,
  I extends InputBase = InputBase,
  R extends ResultBase = ResultBase,
> {
  readonly spec: v.GenericSchema<unknown, S>;
  readonly codec: ResultCodec<I, R>;
  readonly version1?: Version1<S, I, R>;
  /** The run for other programs: JSON without tensors (docs/numbers.md). */
  numbers(trace: Trace<S, I, R>): Readonly<Record<string, unknown>>;
  /** All that makes the run again, for a citation. */
  cite(trace: Trace<S, I, R>): string;
  /** The results as a table: heads, then a row each. */
  readonly table: {
    readonly name: string;
    readonly heads: readonly string[];
    row(result: R & { readonly t: number }): readonly (string | number)[];
  };
}

/** How version 1 of the formats told of this mechanism; absent for those that came later. */
export interface Version1<S extends SpecBase, I extends InputBase, R extends ResultBase> {
  /** What its lane was called. */
  readonly lane: string;
  /** Id of the lane that it becomes. */
  readonly becomes: string;
  readonly modality: Modality;
  /** Of a trace in the header, all that is the mechanism's. */
  readonly trace: v.GenericSchema<unknown, Version1Trace<S, I, R>>;
  /** In results of benchmarks: what its prompt was called, and the figure that counts its results. */
  readonly bench: { readonly prompt: string; readonly results: string };
}

interface Version1Trace<S extends SpecBase, I extends InputBase, R extends ResultBase> {
  readonly spec: S;
  readonly input: (I & { readonly t: number }) | null;
  /** Bytes of the body that all results take. */
  readonly bytes: number;
  readonly results: readonly {
    readonly t: number;
    read(body: BodyReader, index: number): R;
  }[];
}

/** What a person changes about a run that is there. Results are counted from 0; those before `at` are kept. */
export interface ForkRequest {
  /** `settings`: from there on with the current words, seed and settings; others are the mechanism's. */
  readonly kind: string;
  readonly at: number;
}

/** Settings that are worth seeing beside each other. */
export interface SideBySide {
  readonly id: string;
  /** On a button: "16, 4, 2 and 1 steps". */
  readonly label: string;
  /** What is to be seen there, a sentence. */
  readonly what: string;
  /** A lane each, two to four; what is not named is as the model suggests. */
  readonly lanes: readonly SettingValues[];
}

interface Words {
  /** "token", "tokens". */
  readonly one: string;
  readonly many: string;
  /** Title of a lane: "Language model". */
  readonly lane: string;
  /** Beside it: "one token at a time". */
  readonly how: string;
  /** In a sentence: "language model". */
  readonly model: string;
  /** A clause that says what it does, without its dot: "a language model writes …". */
  readonly does: string;
}

/** "Final so far", in words. */
interface Finality {
  /** A clause: "a token is final once it is chosen". */
  readonly when: string;
  /** Shares are measured against the last result: not known before the run is complete. */
  readonly atEnd: boolean;
}

/** Where and how a run can be continued from a moment. */
interface Continuation {
  /** Of the first result that is computed anew. */
  readonly at: number;
  /** Kinds of fork that it has beside `settings`, as buttons. */
  readonly others: readonly {
    readonly kind: string;
    /** "New noise at step 5". */
    readonly label: string;
    /** What it does, a sentence. */
    readonly what: string;
  }[];
  /** What to know before, a sentence; else empty. */
  readonly note: string;
}

export interface Mechanism<
  S extends SpecBase = SpecBase,
  I extends InputBase = InputBase,
  R extends ResultBase = ResultBase,
> {
  readonly id: MechanismId;
  readonly words: Words;
  readonly passes: Readonly<Record<string, PassKind>>;
  /** In the order of the form. */
  readonly settings: Settings;
  /** What the model itself suggests, by setting. */
  suggested(manifest: ModelManifest): SettingValues;
  /** @param values one for each of `settings` */
  spec(common: SpecCommon, values: SettingValues): S;
  /** The values that make this spec from these words: a setting may wrap them. */
  valuesOf(spec: S, prompt: string): SettingValues;

  /** The first that is shown is the main one. */
  readonly metrics: readonly Metric<Trace<S, I, R>>[];
  /** Key of the time of one result alone: what a benchmark waits for and plots. */
  readonly pace: string;
  /** "Final so far" after each result, `t` rising. */
  settled(trace: Trace<S, I, R>): SettledPoint[];
  readonly final: Finality;
  /** What continuing after so many results means; null where there is nothing to continue from. */
  continuation(trace: Trace<S, I, R>, results: number): Continuation | null;
  /** The spec of a run that continues `parent` as asked. @throws Error on a kind that it does not have */
  fork(parent: S, fork: ForkRequest, wanted: S): S;
  /** Settings in words, short: "Euler, guidance 3"; empty where nothing is worth a line. */
  describe(spec: S): string;
  /** How a fork leaves its parent: "token 5: blue". */
  branch(trace: Trace<S, I, R>): string;
  /** What of the spec is not as in the parent, a few words each; prompt and seed excepted. */
  changes(parent: S, spec: S): string[];

  /** The text after so many results, where there is one. */
  text?(trace: Trace<S, I, R>, results: number): string;
  /** The picture after so many results, [3, side, side], -1 black to 1 white; null before there is one. */
  picture?(trace: Trace<S, I, R>, results: number): Float32Array | null;
  /** How the picture comes about; without it a film is made of `picture` after each result. */
  readonly film?: Film<S, I, R>;
  /** Results that a spec asks for; null where it sets no number. */
  asked(spec: S): number | null;
}
