import { describe, expect, it } from 'vitest';
import { EngineError, ERROR_CODES, throwIfAborted } from '../../../src/core/errors';

describe('EngineError', () => {
  it.each(ERROR_CODES)('%s keeps code, message and hint across a message', (code) => {
    const error = new EngineError(code, 'What happened.', 'What to do.');
    const arrived = EngineError.fromWire(structuredClone(error.toWire()));
    expect(arrived).toBeInstanceOf(EngineError);
    expect(arrived).toMatchObject({ code, message: 'What happened.', hint: 'What to do.' });
  });

  it('takes an EngineError as it is', () => {
    const error = new EngineError('quota', 'Full.');
    expect(EngineError.from(error)).toBe(error);
  });

  it('knows an abort by its name', () => {
    const stop = new AbortController();
    stop.abort();
    expect(EngineError.from(stop.signal.reason).code).toBe('aborted');
  });

  // Messages as the runtimes and browsers write them.
  it.each([
    ['GPUDevice was lost: unknown reason', 'device-lost'],
    ['WebGPU device lost. Reason: destroyed', 'device-lost'],
    ["Failed to execute 'mapAsync' on 'GPUBuffer': [Device] is lost.", 'device-lost'],
    ['Array buffer allocation failed', 'out-of-memory'],
    ['std::bad_alloc', 'out-of-memory'],
    ['failed to allocate a buffer of size 138412032.', 'out-of-memory'],
    ['WebAssembly.Memory(): could not allocate memory', 'out-of-memory'],
    ['Out of memory', 'out-of-memory'],
    ['The current transaction exceeded its quota limitations.', 'quota'],
    ['QuotaExceededError', 'quota'],
    ['Something else broke in ROOM 7', 'internal'],
    ['Zoomed out too far', 'internal'],
  ])('"%s" is %s', (message, code) => {
    const cause = new Error(message);
    const said = `The browser or the runtime says: “${message}”.`;
    expect(EngineError.from(cause)).toMatchObject({ code, message: said, detail: message, cause });
    expect(EngineError.from(message)).toMatchObject({ code, message: said });
  });

  it('cuts what libraries write at length', () => {
    const long = EngineError.from(`${'x'.repeat(5000)}\nat line 3`).message;
    expect(long.length).toBeLessThan(400);
    expect(long).not.toContain('line 3');
  });

  it('makes something of whatever was thrown', () => {
    for (const thrown of [undefined, null, 42, {}, Symbol('x')])
      expect(EngineError.from(thrown).code).toBe('internal');
  });
});

it('throwIfAborted throws aborted once the signal has fired, not before', () => {
  const stop = new AbortController();
  expect(() => throwIfAborted(stop.signal)).not.toThrow();
  stop.abort();
  expect(() => throwIfAborted(stop.signal)).toThrow(expect.objectContaining({ code: 'aborted' }));
});
