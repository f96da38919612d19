/**
 * WebKitGTK over plain WebDriver, in a window on a screen of its own. Only what `Driven` needs of it.
 * Its driver gives no console: the page is served with a script that listens (`served.ts`).
 * https://w3c.github.io/webdriver
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { programsOf } from '../../../cli/page/others';
import { pause, rests, type Driven, type Place } from './driven';

const START_MS = 30_000;
/** The name of an element in answers, from the standard. */
const ELEMENT = 'element-6066-11e4-a52e-4f735466cecf';

type Send = <T>(method: 'GET' | 'POST' | 'DELETE', path: string, body?: object) => Promise<T>;

/** @throws Error where there is none, or it does not start */
export async function startWebKit(): Promise<Driven> {
  const [driver = '', browser = '', screen = ''] = programsOf('webkit');
  const started: ChildProcess[] = [];
  const end = (): void => {
    for (const child of started.reverse()) child.kill();
  };
  try {
    const display = await startScreen(screen, started);
    const port = await freePort();
    started.push(
      spawn(driver, [`--port=${port}`], {
        stdio: 'ignore',
        env: { ...process.env, DISPLAY: display, LANG: 'en_US.UTF-8', LANGUAGE: 'en' },
      }),
    );
    const base = `http://127.0.0.1:${port}/session`;
    const { sessionId } = await session(base, {
      browserName: 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] },
    });
    const send: Send = (method, path, body) => request(`${base}/${sessionId}${path}`, method, body);
    await send('POST', '/timeouts', { script: 120_000, pageLoad: 60_000 });
    return driven(send, async () => {
      await send('DELETE', '').catch(() => undefined);
      end();
    });
  } catch (error) {
    end();
    throw error;
  }
}

/** @returns its name for programs */
function startScreen(program: string, started: ChildProcess[]): Promise<string> {
  // It chooses a free number, and says which when it is ready.
  const child = spawn(
    program,
    ['-displayfd', '3', '-screen', '0', '1400x1000x24', '-nolisten', 'tcp'],
    {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    },
  );
  started.push(child);
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('Xvfb did not start.')), START_MS);
    child.stdio[3]?.once('data', (text: Buffer) => {
      clearTimeout(late);
      resolve(`:${String(text).trim()}`);
    });
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

async function session(base: string, alwaysMatch: object): Promise<{ sessionId: string }> {
  const deadline = performance.now() + START_MS;
  for (;;) {
    try {
      return await request(base, 'POST', { capabilities: { alwaysMatch } });
    } catch (error) {
      // The driver is not listening yet.
      if (!(error instanceof TypeError) || performance.now() > deadline) throw error;
      await pause(100);
    }
  }
}

async function request<T>(url: string, method: string, body?: object): Promise<T> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { value } = (await response.json()) as { value: T & { error?: string; message?: string } };
  if (response.ok) return value;
  throw new Error(`${value.error ?? response.status}: ${value.message ?? ''}`);
}

function driven(send: Send, end: () => Promise<void>): Driven {
  const heard: string[] = [];
  const one = async (place: Place): Promise<string> => {
    const element = await send<Record<string, string>>('POST', '/element', {
      using: 'xpath',
      value: place,
    });
    return element[ELEMENT] ?? '';
  };
  /** @param args as they are, or elements */
  const call = async (work: string, args: readonly unknown[]): Promise<unknown> => {
    const script = `const [args, done] = arguments;
      Promise.resolve((${work})(...args)).then(
        (value) => done({ value }), (error) => done({ error: String(error) }));`;
    const answer = await send<{ value?: unknown; error?: string }>('POST', '/execute/async', {
      script,
      args: [args],
    });
    if (answer.error !== undefined) throw new Error(answer.error);
    return answer.value;
  };
  const evaluate = async <A extends readonly unknown[], R>(
    work: (...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>> => (await call(String(work), args)) as Awaited<R>;
  /** What the page that is being left has collected. */
  const listen = async (): Promise<void> => {
    heard.push(...((await evaluate(() => globalThis.complaints?.splice(0) ?? [])) as string[]));
  };
  return {
    async open(url) {
      await listen();
      await send('POST', '/url', { url });
    },
    async openOnPhone(url, width, height) {
      await listen();
      const before = await send<string[]>('GET', '/window/handles');
      // Its own window is never narrower than its bar of buttons; one without any is. A click lets
      // the page open it.
      await evaluate(
        (w, h) =>
          addEventListener(
            'click',
            (event) => {
              event.preventDefault();
              event.stopImmediatePropagation();
              open('about:blank', '', `toolbar=no,width=${w},height=${h}`);
            },
            { once: true, capture: true },
          ),
        width,
        height,
      );
      await send('POST', `/element/${await one('//nav')}/click`, {});
      const handles = await send<string[]>('GET', '/window/handles');
      const handle = handles.find((each) => !before.includes(each));
      if (!handle) throw new Error('The page could not open a window.');
      await send('POST', '/window', { handle });
      await send('POST', '/window/rect', { width, height });
      await send('POST', '/url', { url });
    },
    async reload() {
      await listen();
      await send('POST', '/refresh', {});
    },
    evaluate,
    async click(place) {
      const element = await one(place);
      await call(String(rests), [{ [ELEMENT]: element }]);
      await send('POST', `/element/${element}/click`, {});
    },
    async type(place, text) {
      const element = await one(place);
      await call('(element) => { element.focus(); element.select(); }', [{ [ELEMENT]: element }]);
      // With a tab after it: the field is left, and its value taken.
      await send('POST', `/element/${element}/value`, { text: `${text}\uE004` });
    },
    choose: async (place, path) =>
      void (await send('POST', `/element/${await one(place)}/value`, { text: path })),
    async complaints() {
      await listen();
      return heard;
    },
    close: end,
  };
}
