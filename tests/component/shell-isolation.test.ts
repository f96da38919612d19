import { expect, test, vi } from 'vitest';
import { seekIsolation, unfocused, type Host } from '../../src/isolation';

const SCRIPT = 'https://example.org/page/sw.js';

function host(change: Partial<Host> = {}) {
  const stored = new Map<string, string>();
  return {
    isolated: false,
    secure: true,
    local: false,
    workers: {
      register: vi.fn(() => Promise.resolve({} as ServiceWorkerRegistration)),
      ready: Promise.resolve({} as ServiceWorkerRegistration),
    },
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
    unfocused: () => Promise.resolve(),
    reload: vi.fn(),
    ...change,
  };
}

const idle = () => false;

test('a page that is isolated already has the worker for visits without a network alone', async () => {
  const it = host({ isolated: true });
  expect(await seekIsolation(it, SCRIPT, idle)).toBe('isolated');
  expect(it.workers.register).toHaveBeenCalledWith(SCRIPT);
  expect(it.reload).not.toHaveBeenCalled();
});

test('on this machine, where the server isolates the page, no worker is left on its port', async () => {
  const it = host({ isolated: true, local: true });
  expect(await seekIsolation(it, SCRIPT, idle)).toBe('isolated');
  expect(it.workers.register).not.toHaveBeenCalled();
});

test('else the worker is registered and the page loaded once more, and only once', async () => {
  const it = host();
  expect(await seekIsolation(it, SCRIPT, idle)).toBe('reloading');
  expect(it.workers.register).toHaveBeenCalledWith(SCRIPT);
  expect(it.reload).toHaveBeenCalledOnce();
  // The page after it, where the headers did not take effect.
  expect(await seekIsolation(it, SCRIPT, idle)).toBe('impossible');
  expect(it.reload).toHaveBeenCalledOnce();
});

test('nothing that goes on is ended by a reload; the next visit is isolated', async () => {
  const it = host();
  expect(await seekIsolation(it, SCRIPT, () => true)).toBe('next visit');
  expect(it.workers.register).toHaveBeenCalled();
  expect(it.reload).not.toHaveBeenCalled();
});

test('what is being typed and the focus are not lost: the reload waits for them', async () => {
  const [words, seed] = [document.createElement('textarea'), document.createElement('input')];
  document.body.append(words, seed);
  words.focus();
  const it = host({ unfocused: () => unfocused(document) });
  let came = '';
  void seekIsolation(it, SCRIPT, idle).then((what) => (came = what));
  const pause = () => new Promise((resolve) => setTimeout(resolve, 30));
  await pause();
  expect(it.reload).not.toHaveBeenCalled();
  // On to the next field is not away.
  seed.focus();
  await pause();
  expect(it.reload).not.toHaveBeenCalled();
  seed.blur();
  await expect.poll(() => came).toBe('reloading');
  expect(it.reload).toHaveBeenCalledOnce();

  // Meanwhile something began.
  words.focus();
  const later = host({ unfocused: () => unfocused(document) });
  let busy = false;
  const seeking = seekIsolation(later, SCRIPT, () => busy);
  await pause();
  busy = true;
  words.blur();
  expect(await seeking).toBe('next visit');
  words.remove();
  seed.remove();
});

test.each([
  ['an insecure address', { secure: false }],
  ['no service workers', { workers: undefined }],
  ['no storage that could end a loop of reloads', { storage: null }],
  [
    'a browser that refuses',
    {
      workers: {
        register: () => Promise.reject(new DOMException('no', 'SecurityError')),
        ready: new Promise<never>(() => undefined),
      },
    },
  ],
])('%s: the page goes on as it is', async (_, change) => {
  const it = host(change);
  expect(await seekIsolation(it, SCRIPT, idle)).toBe('impossible');
  expect(it.reload).not.toHaveBeenCalled();
});
