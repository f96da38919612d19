/** Adds up what has arrived of several files, and tells it as one progress. */
import type { LoadProgress } from '../../core/run/engine';
import type { ModelFile, ModelManifest } from '../../core/manifest';
import type { StoreContext } from './store';

/** Progress is told in steps of this share, not with every piece that arrives. */
const STEP = 1 / 200;
/** On a slow line a step takes long: then after so many milliseconds. */
const AT_LEAST_EVERY = 500;

export interface Source {
  readonly baseUrl: string;
  readonly manifest: ModelManifest;
  readonly signal: AbortSignal;
}

export type OnDownload = (
  progress: Pick<LoadProgress, 'loaded' | 'total' | 'fromDevice' | 'notKept'>,
) => void;

export class DownloadProgress {
  /** True while no weight byte has come over the network. */
  fromDevice = true;
  /** True while no byte at all has. */
  #local = true;
  readonly #arrived = new Map<ModelFile, number>();
  readonly #total: number;
  #told = -1;
  #toldAt = 0;

  /**
   * @param files all that will be read, of any number of manifests.
   * @param onProgress bytes of all files as stored.
   */
  constructor(
    files: readonly ModelFile[],
    private readonly onProgress: OnDownload,
  ) {
    this.#total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  /** For reading one of the files. */
  context(file: ModelFile, source: Source): StoreContext {
    return {
      ...source,
      onNotKept: () => this.#tell({ notKept: true }),
      onBytes: (bytes, _, stored) => {
        this.#arrived.set(file, bytes);
        this.#local &&= stored;
        if (file.role === 'weights') this.fromDevice &&= stored;
        const loaded = [...this.#arrived.values()].reduce((sum, n) => sum + n, 0);
        const now = performance.now();
        const little = loaded - this.#told < this.#total * STEP;
        if (loaded < this.#total && little && now - this.#toldAt < AT_LEAST_EVERY) return;
        this.#told = loaded;
        this.#toldAt = now;
        this.#tell();
      },
    };
  }

  #tell(more: Pick<LoadProgress, 'notKept'> = {}): void {
    const loaded = Math.max(0, this.#told);
    this.onProgress({ loaded, total: this.#total, fromDevice: this.#local, ...more });
  }
}
