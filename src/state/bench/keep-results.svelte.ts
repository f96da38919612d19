/** The results of the Compare view outlive a reload, as runs do; so does one that is left midway. */
import type { BenchResult } from '../../core/bench/bench';
import { decodeResult, encodeResult } from '../../core/bench/codec';
import type { BenchStore, KeptResults } from './bench-store';
import type { Benchmark } from './benchmark.svelte';
import { text } from '../../text/bench';
import type { Results } from './results.svelte';

export class KeepResults {
  constructor(
    private readonly benchmark: Pick<Benchmark, 'result' | 'busy'>,
    private readonly results: Results,
    private readonly store: BenchStore,
  ) {}

  /** Shows again what was kept; a result that cannot be read any more takes no other with it. */
  async restore(): Promise<void> {
    const kept = await this.store.read();
    if (!kept) return;
    const [own] = kept.own === null ? [] : readable(kept.own);
    if (own && !this.benchmark.result && !this.benchmark.busy) this.benchmark.result = ended(own);
    const here = this.results.others.map(({ id }) => id);
    const others = kept.others.flatMap(readable).filter(({ id }) => !here.includes(id));
    this.results.others = [...others, ...this.results.others];
  }

  /** Keeps every change, but beside a measurement none: it would disturb it. @returns stops */
  watch(): () => void {
    return $effect.root(() => {
      $effect(() => {
        if (!this.benchmark.busy) this.store.write(this.#now());
      });
    });
  }

  /** Keeps what is measured so far: the page is being left. */
  keepNow(): void {
    if (this.benchmark.busy) this.store.write(this.#now());
  }

  #now(): KeptResults {
    const { own, others } = this.results;
    return { own: own && encodeResult(own), others: others.map(encodeResult) };
  }
}

function readable(text: string): BenchResult[] {
  try {
    return [decodeResult(text)];
  } catch {
    return [];
  }
}

/** One that was kept midway says that it ended there. */
function ended(result: BenchResult): BenchResult {
  const { end } = result;
  if (end.complete || end.message !== text.running.measuring) return result;
  const notes = result.notes.map((note) =>
    note.code === 'stopped' ? { ...note, message: text.notes.incomplete(text.running.left) } : note,
  );
  return { ...result, end: { ...end, message: text.running.left }, notes };
}
