/** The files that a headless run leaves in its folder. */
import { accessSync, constants, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { mechanismOf } from '../../src/core/mechanisms';
import type { Trace } from '../../src/core/run/trace';
import type { SavedRun } from '../../src/core/saved/codec';
import { UsageError } from '../args/options';
import { filmstripPng, imagePng } from './pictures';
import { runReport } from './report';

/** Before a long run: could its files be written there? @throws UsageError that says why not */
export function checkFolder(out: string): void {
  // The folder itself or the nearest one above it, in which it will be made.
  for (let path = resolve(out); ; path = dirname(path)) {
    if (!existsSync(path) && dirname(path) !== path) continue;
    if (!statSync(path).isDirectory()) throw new UsageError(`--out ${out}: ${path} is no folder.`);
    try {
      accessSync(path, constants.W_OK | constants.X_OK);
    } catch {
      throw new UsageError(`--out ${out}: ${path} cannot be written to.`);
    }
    return;
  }
}

/**
 * Writes run.trace, run.json and what each lane made: `text.txt`, or `image.png` and
 * `filmstrip.png`, of a further lane of the kind with its id: `text-b.txt`.
 * @param bytes the run as a file, which is written as it is
 * @throws Error where the run holds no lane, or nothing can be written
 */
export function writeRun(out: string, bytes: Uint8Array, run: SavedRun): void {
  const report = runReport(run);
  mkdirSync(out, { recursive: true });
  const save = (name: string, data: string | Uint8Array): void =>
    writeFileSync(join(out, name), data);
  save('run.trace', bytes);
  save('run.json', `${JSON.stringify(report, null, 2)}\n`);
  for (const [name, data] of outputs(run.traces)) save(name, data);
}

/** What each lane made, by the name of its file. */
function outputs(traces: readonly Trace[]): Map<string, string | Uint8Array> {
  const files = new Map<string, string | Uint8Array>();
  const add = (name: string, ending: string, lane: string, data: string | Uint8Array): void => {
    // Several runs of one lane may lie in a file.
    for (let i = 0; ; i++) {
      const free = `${name}${['', `-${lane}`][i] ?? `-${lane}-${i}`}.${ending}`;
      if (files.has(free)) continue;
      files.set(free, data);
      return;
    }
  };
  for (const trace of traces) {
    const { lane } = trace.spec;
    const text = mechanismOf(trace).text?.(trace, trace.results.length);
    if (text !== undefined) add('text', 'txt', lane, `${text}\n`);
    const image = imagePng(trace);
    if (image) add('image', 'png', lane, image);
    const strip = filmstripPng(trace);
    if (strip) add('filmstrip', 'png', lane, strip);
  }
  return files;
}
