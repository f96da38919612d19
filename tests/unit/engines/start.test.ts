/** A start of a runtime that never comes back: what keeps it from that, and what ends it. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepWorkers, startInTime } from '../../../src/engines/runtime/start';

describe('keepWorkers', () => {
  it('holds every worker that is made afterwards, and changes nothing else about it', () => {
    class Made {
      constructor(
        readonly url: string,
        readonly options?: WorkerOptions,
      ) {}
    }
    const scope = { Worker: Made as unknown as typeof Worker };
    const kept = keepWorkers(scope);
    const before = kept.length;
    const worker = new scope.Worker('thread.js', { type: 'module' });
    expect(worker).toBeInstanceOf(Made);
    expect(worker).toBeInstanceOf(scope.Worker);
    expect(worker).toMatchObject({ url: 'thread.js', options: { type: 'module' } });
    new scope.Worker('thread.js');
    expect(kept.length - before).toBe(2);
    expect(kept).toContain(worker);
  });

  it('does nothing where workers cannot start workers', () => {
    const scope = {};
    keepWorkers(scope);
    expect(scope).toEqual({});
  });
});

describe('startInTime', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const never = new Promise<never>(() => undefined);
  const now = () => Date.now();

  it('hands on what a start comes to, and stops watching', async () => {
    await expect(startInTime(Promise.resolve(3), () => true, now)).resolves.toBe(3);
    await expect(startInTime(Promise.reject(new Error('no')), () => true, now)).rejects.toThrow(
      'no',
    );
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives a start up that does not end although its file has come', async () => {
    let arrived = false;
    const started = startInTime(never, () => arrived, now).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(300_000);
    arrived = true;
    await vi.advanceTimersByTimeAsync(170_000);
    expect(await Promise.race([started, 'still waiting'])).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(await started).toMatchObject({
      code: 'internal',
      message: expect.stringContaining('within 180 seconds'),
    });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('gives up a file that never comes', async () => {
    const started = startInTime(never, () => false, now).catch((error: unknown) => error);
    await vi.advanceTimersByTimeAsync(590_000);
    expect(await Promise.race([started, 'still waiting'])).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(12_000);
    expect(await started).toMatchObject({
      code: 'internal',
      message: expect.stringContaining('within 600 seconds'),
    });
  });
});
