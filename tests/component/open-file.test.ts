/** Opening saved runs in a worker: the same as on this thread, whole or refused. */
import { expect, test, vi } from 'vitest';
import { encodeRun } from '../../src/core/saved/codec';
import { packRun, unpackRun } from '../../src/state/saved/file';
import { openApart } from '../../src/workers/open-file';
import { pictureTrace, textTrace } from '../helpers/traces';

const never = () => Promise.reject(new Error('it was opened here'));
const run = () => ({
  createdAt: '2026-11-26T12:00:00.000Z',
  userAgent: 'tests',
  traces: [textTrace(), pictureTrace()],
});

test('a run comes back as it was saved', async () => {
  const file = new Blob([await packRun(run())]);
  const { run: opened, damage } = await openApart(file, never);
  expect(damage).toBe('');
  expect(encodeRun(opened)).toEqual(encodeRun((await unpackRun(file)).run));
});

test('a refusal keeps its code and its words', async () => {
  const file = new Blob(['DnDtracenothing']);
  const here = (await unpackRun(file).catch((cause: unknown) => cause)) as Error;
  await expect(openApart(file, never)).rejects.toMatchObject({
    code: 'bad-input',
    message: here.message,
  });
});

test('without the program of the worker it is opened here', async () => {
  const Real = Worker;
  vi.stubGlobal(
    'Worker',
    class extends Real {
      constructor() {
        super('/no/such/script.js', { type: 'module' });
      }
    },
  );
  try {
    const { run: opened } = await openApart(new Blob([await packRun(run())]), unpackRun);
    expect(opened.traces).toHaveLength(2);
  } finally {
    vi.unstubAllGlobals();
  }
});
