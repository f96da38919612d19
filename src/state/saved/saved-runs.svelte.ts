/**
 * What becomes of runs: kept when they end, saved as files, opened from files or from this device,
 * found again after a reload. Knows the session and the history; files are chosen and downloads
 * made by the view.
 */
import { untrack } from 'svelte';
import { MOST_TRACES, type SavedRun } from '../../core/saved/codec';
import { EngineError } from '../../core/errors';
import { FORMATS } from '../../core/formats';
import type { CatalogueEntry } from '../../core/model';
import { cutShort, type Trace } from '../../core/run/trace';
import { text as words } from '../../text/saved';
import { citation } from './citation';
import type { Session } from '../session/session.svelte';
import { idOf, type History } from './history.svelte';
import { linked, linkLacks, linkOf, placeOf, settingsOf, type Linked } from './link';
import { wordsOf } from '../session/words-of';
import type { Cell } from '../session/run-grid.svelte';
import { mechanismOf } from '../../core/mechanisms';
import { isHere } from '../settings/catalogue';
import { MAX_UNPACKED, packRun, unpackRun, type Opened } from './file';
import type { Entry } from './entry';

/** What this needs of the browser; tests give their own. */
export interface Device {
  readonly userAgent: string;
  /** ISO 8601. */
  date(): string;
  /** The address with which the page was opened. */
  readonly address: string;
  /** Storage of this tab; null where the browser forbids it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Opens a file, on another thread where there is one; `here` does it on this. */
  open?(file: Blob, here: (file: Blob) => Promise<Opened>): Promise<Opened>;
  /** Plays the recording that a first visit begins with, where there is one. */
  playRecording(): Promise<void>;
  /** Takes a file that is no run but a model; absent where the page has no such place. */
  openModel?(file: File): void;
}

/** A run that is on show and was not made in this visit. */
export interface Shown {
  readonly from: 'file' | 'device';
  /** Of the file; empty for a run of this device. */
  readonly name: string;
  readonly run: SavedRun;
  /** What is wrong with it, a sentence each. */
  readonly notes: readonly string[];
}

/** Which run this tab shows: its id, or that it is the recording. */
const SHOWN = 'decode-and-denoise:shown';
const RECORDING = 'recording';

export class SavedRuns {
  /** Why something could not be opened, for a person. */
  problem = $state.raw<{ readonly title: string; readonly text: string } | null>(null);
  #shown = $state.raw<Shown | null>(null);
  /** When the live run on show ended. */
  #endedAt = '';
  /** Runs that have ended and are not kept yet. */
  #pending = 0;
  /** Kept while they still went on: ids, which may be those of fewer lanes than in the end. */
  readonly #early: string[] = [];
  readonly #link: Linked;

  constructor(
    readonly session: Session,
    readonly history: History,
    private readonly device: Device,
  ) {
    this.#link = linked(device.address);
  }

  /** Null while a live run, a recording or nothing is on show. */
  get shown(): Shown | null {
    return this.session.source === 'file' ? this.#shown : null;
  }

  /** Of the run on show, as the history has it. */
  get id(): string {
    return idOf({ traces: this.session.lanes.flatMap(({ family }) => family) });
  }

  /** Whether the run on show is kept on this device. */
  get kept(): boolean {
    return this.history.entries.some(({ id }) => id === this.id);
  }

  /** What a link said about its run that is not so here; empty where nothing differs. */
  get linkNote(): string {
    const { traces, source } = this.session;
    const { made, prompt, seed } = this.#link;
    const same =
      traces.length > 0 &&
      wordsOf(traces) === prompt &&
      traces.some(({ spec }) => !seed || String(spec.seed) === seed);
    if (!made || source !== 'live' || !same) return '';
    const here = placeOf(traces);
    if (here === made) return '';
    return words.link.otherPlace(made, here);
  }

  /** Keeps every run when it ends, or is cut short by another. @returns stops doing so */
  watch(): () => void {
    this.session.onCut = () => {
      if (this.session.traces.some(hasResults)) void this.#keepEnded();
    };
    return $effect.root(() => {
      $effect(() => {
        const { source, busy, traces } = this.session;
        if (source !== 'live' || busy || !traces.some(hasResults)) return;
        untrack(() => void this.#keepEnded());
      });
      $effect(() => {
        const { running, cells } = this.session.grid;
        if (!running) untrack(() => void this.#keepCells(cells));
      });
    });
  }

  async #keepEnded(): Promise<void> {
    this.#endedAt = this.device.date();
    this.#pending++;
    const early = this.#early.splice(0);
    try {
      const id = await this.keep();
      await this.#drop(early, [id]);
    } finally {
      this.#pending--;
    }
  }

  /** What was kept midway is part of what is kept now. */
  async #drop(early: readonly string[], kept: readonly string[]): Promise<void> {
    const stale = early.filter((id) => !kept.includes(id));
    if (stale.length) await this.history.remove(stale);
  }

  /** Keeps what goes on as far as it got: the page is being left, and may not come back. */
  keepNow(): void {
    const { source, busy, grid } = this.session;
    const { userAgent } = this.device;
    const createdAt = this.device.date();
    const keep = (running: readonly Trace[]) => {
      const traces = running.map(cutShort);
      if (!traces.some(hasResults)) return;
      this.history.keepNow({ createdAt, userAgent, traces });
      this.#early.push(idOf({ traces }));
    };
    if (grid.running) for (const cell of grid.cells) keep(Object.values(cell.traces));
    if (source !== 'live' || !(busy || this.#pending)) return;
    keep(this.current()?.traces ?? []);
    this.#remember(this.id);
  }

  /** Each of many at once is a run of its own. */
  async #keepCells(cells: readonly Cell[]): Promise<void> {
    const { userAgent } = this.device;
    const createdAt = this.device.date();
    if (!cells.length) return;
    const early = this.#early.splice(0);
    const kept: string[] = [];
    for (const cell of cells) {
      const traces = Object.values(cell.traces);
      if (!traces.some(hasResults)) continue;
      kept.push((await this.history.keep({ createdAt, userAgent, traces })).id);
    }
    await this.#drop(early, kept);
  }

  /** Keeps the run on show on this device. @returns its id; empty without one */
  async keep(): Promise<string> {
    const run = this.current();
    if (!run) return '';
    const { id } = await this.history.keep(run);
    // Another may have come on show meanwhile.
    const now = this.current();
    if (now && idOf(now) === id) this.#remember(id);
    return id;
  }

  /** The run on show with all its branches, as a file holds it; null without one. */
  current(): SavedRun | null {
    const traces = withBranches(this.session);
    if (!traces.length) return null;
    const saved = this.shown?.run ?? this.session.recording;
    const { createdAt, userAgent } = saved ?? {
      createdAt: this.#endedAt || this.device.date(),
      userAgent: this.device.userAgent,
    };
    return { createdAt, userAgent, traces };
  }

  /** The run on show as a file. @throws EngineError where there is none */
  async file(): Promise<Uint8Array<ArrayBuffer>> {
    const run = this.current();
    if (!run) throw new EngineError('bad-input', words.file.none);
    return packRun(run);
  }

  /**
   * A link that makes the run on show again, and where it does not come out the same; null without
   * a run.
   */
  link(address: string): { readonly url: string; readonly note: string } | null {
    const { traces } = this.session;
    const url = linkOf(traces, address);
    if (!url) return null;
    return { url, note: linkLacks(traces) || words.link.same(placeOf(traces)) };
  }

  /** Empty without a run. */
  citation(): string {
    const run = this.current();
    return run ? citation(this.session.traces, run.createdAt) : '';
  }

  /** Opens a file; what goes wrong is in `problem`, and what is on show stays. */
  async openFile(file: File): Promise<void> {
    const unpack = () => this.device.open?.(file, unpackRun) ?? unpackRun(file);
    if (this.device.openModel && (await isModel(file))) this.device.openModel(file);
    else await this.#open(file.name, unpack, 'file');
  }

  /** Opens a run of this device. */
  async openKept(id: string): Promise<void> {
    if (await this.#open('', () => this.history.open(id), 'device')) this.#remember(id);
  }

  /**
   * On a visit: shows again what this tab showed before a reload, else the newest run of this
   * device, unless a link asks for other words or another seed.
   * @returns whether a run is on show
   */
  async restore(): Promise<boolean> {
    await this.history.refresh();
    const before = this.#read();
    if (before === RECORDING) return false;
    const { entries } = this.history;
    const newest = entries[0];
    const { prompt, seed } = this.#link;
    const asked = ({ prompt: words, seed: own }: Entry) =>
      (!prompt || prompt === words) && (!seed || seed === String(own));
    const entry =
      entries.find(({ id }) => id === before) ?? (newest && asked(newest) ? newest : undefined);
    const idle = () => !this.session.busy && this.session.source === 'nothing';
    if (!entry || !idle()) return !idle();
    const opened = await this.#open('', () => this.history.open(entry.id), 'device', idle);
    if (opened) this.#remember(entry.id);
    return !idle();
  }

  /** Leaves the run on show, which stays where it is kept; a reload then shows the recording too. */
  async backToRecording(): Promise<void> {
    this.problem = null;
    if (!(await this.session.close())) return;
    this.#remember(RECORDING);
    await this.device.playRecording();
  }

  /** Takes over words, seed and settings of the run on show. */
  useSettings(): void {
    const { settings, traces } = this.session;
    settings.take(settingsOf(traces));
  }

  async #open(
    name: string,
    read: () => Promise<Opened>,
    from: Shown['from'],
    still = () => true,
  ): Promise<boolean> {
    this.problem = null;
    try {
      const { run, damage } = await read();
      if (!still()) return false;
      await this.session.open(run);
      if (this.session.source !== 'file') return false;
      this.#shown = {
        from,
        name,
        run,
        notes: [damage, ...strangers(run, this.session.settings.models)].filter(Boolean),
      };
      this.session.announce(from === 'file' ? words.open.file(name) : words.open.device);
      return true;
    } catch (cause) {
      const { message, hint } = EngineError.from(cause);
      const title = name ? words.open.failed(name) : words.open.failedDevice;
      this.problem = { title, text: [message, hint].filter(Boolean).join(' ') };
      return false;
    }
  }

  #remember(id: string): void {
    try {
      this.device.storage?.setItem(SHOWN, id);
    } catch {
      // Full: after a reload the newest run is shown.
    }
  }

  #read(): string | null {
    try {
      return this.device.storage?.getItem(SHOWN) ?? null;
    } catch {
      return null;
    }
  }
}

/** A GGUF is told by its first four bytes, whatever it is called. */
async function isModel(file: Blob): Promise<boolean> {
  return (
    (await file
      .slice(0, 4)
      .text()
      .catch(() => '')) === 'GGUF'
  );
}

function hasResults({ end, results }: Trace): boolean {
  return end !== null && results.length > 0;
}

/** The traces on show first, then their families, newest first, as many as a file takes. */
function withBranches({ lanes, traces }: Session): Trace[] {
  const list = [...traces];
  let bytes = list.reduce((sum, trace) => sum + estimate(trace), 0);
  const others = lanes.flatMap(({ family, trace }) =>
    family.filter(({ spec }) => spec.runId !== trace?.spec.runId),
  );
  for (const trace of others.sort((a, b) => b.spec.epoch - a.spec.epoch)) {
    bytes += estimate(trace);
    if (bytes > MAX_UNPACKED / 2 || list.length === MOST_TRACES) break;
    list.push(trace);
  }
  return list;
}

/** About as many bytes as a trace takes in a file before it is packed. */
function estimate(trace: Trace): number {
  const { size } = FORMATS[trace.spec.mechanism].codec;
  const [first] = trace.results;
  return first ? trace.results.length * size(first) : 0;
}

/** A sentence for each lane whose model this page does not have. */
function strangers({ traces }: SavedRun, models: readonly CatalogueEntry[]): string[] {
  const unknown = traces.filter(({ engine }) => !isHere(engine.model, models));
  const lanes = [...new Set(unknown.map(({ spec }) => spec.lane))];
  return lanes.flatMap((lane) => {
    const trace = unknown.find(({ spec }) => spec.lane === lane);
    if (!trace) return [];
    return words.open.noModel(mechanismOf(trace).words.lane, trace.engine.model.name);
  });
}
