/**
 * Firefox over WebDriver BiDi, which it speaks itself: no driver between, one connection. Only what
 * `Driven` needs of it. https://w3c.github.io/webdriver-bidi
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { programsOf } from '../../../cli/page/others';
import { rests, type Driven, type Place } from './driven';

const START_MS = 60_000;
/** As both protocols write the key. */
const TAB = '\uE004';
/** A command that is not answered by then never is: every wait of a visit is in steps. */
const ANSWER_MS = 120_000;

/** What a fresh profile would do beside our visit. */
const PREFERENCES = {
  'app.update.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'browser.startup.page': 0,
  'datareporting.policy.dataSubmissionEnabled': false,
  'toolkit.telemetry.reportingpolicy.firstRun': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'extensions.update.enabled': false,
  'services.settings.server': 'data:,#remote-settings-dummy/v1',
  'intl.accept_languages': 'en',
  // The panel of downloads opens over the page and has the focus from then on: a field that is typed
  // into then holds what was typed, and never changes.
  'browser.download.alwaysOpenPanel': false,
  // Fields gain and lose the focus as if the window were in front.
  'focusmanager.testmode': true,
};

interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: unknown;
  readonly message?: string;
  readonly method?: string;
  readonly params?: unknown;
}

interface LogEntry {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly text: string | null;
  readonly stackTrace?: object;
}

/**
 * What Firefox itself writes when a worker is ended whose threads are waiting (Compare does so after
 * each load): nothing of the page threw it, and no handler of the page is told.
 */
const ENDED_WORKER = 'uncaught exception: undefined';

interface Waiting {
  resolve(result: unknown): void;
  reject(error: Error): void;
}

class Bidi {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, Waiting>();
  #last = 0;
  readonly heard: string[] = [];

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.onmessage = ({ data }) => this.#take(JSON.parse(String(data)) as Answer);
    socket.onclose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('Firefox is gone.'));
      this.#waiting.clear();
    };
  }

  static connect(url: string): Promise<Bidi> {
    return new Promise((resolve, reject) => {
      const socket = new WebSocket(url);
      socket.onopen = () => resolve(new Bidi(socket));
      socket.onerror = () => reject(new Error(`No connection to ${url}.`));
    });
  }

  /** @throws Error with what the browser says */
  send<T>(method: string, params: object): Promise<T> {
    const id = ++this.#last;
    return new Promise<unknown>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${method}: no answer.`)), ANSWER_MS);
      const over = (): void => {
        clearTimeout(late);
        this.#waiting.delete(id);
      };
      this.#waiting.set(id, {
        resolve: (result) => (over(), resolve(result)),
        reject: (error) => (over(), reject(error)),
      });
      this.#socket.send(JSON.stringify({ id, method, params }));
    }) as Promise<T>;
  }

  #take(answer: Answer): void {
    if (answer.type === 'event') {
      const { level, text, stackTrace } = answer.params as LogEntry;
      const itself = text === ENDED_WORKER && !stackTrace;
      if (answer.method === 'log.entryAdded' && level === 'error' && !itself)
        this.heard.push(text ?? '');
      return;
    }
    const waiting = this.#waiting.get(answer.id ?? -1);
    if (answer.type === 'success') waiting?.resolve(answer.result);
    else waiting?.reject(new Error(answer.message ?? 'refused'));
  }
}

/** @throws Error where there is no Firefox, or it does not start */
export async function startFirefox(): Promise<Driven> {
  const [program = ''] = programsOf('firefox');
  const profile = mkdtempSync(join(tmpdir(), 'decode-and-denoise-firefox-'));
  const lines = Object.entries(PREFERENCES).map(
    ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
  );
  writeFileSync(join(profile, 'user.js'), lines.join('\n'));
  const browser = spawn(
    program,
    ['--headless', '--no-remote', '--profile', profile, '--remote-debugging-port', '0'],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
      env: { ...process.env, MOZ_CRASHREPORTER_DISABLE: '1' },
    },
  );
  const ended = new Promise<void>((resolve) => browser.once('exit', () => resolve()));
  try {
    const bidi = await Bidi.connect(`${await address(browser)}/session`);
    await bidi.send('session.new', { capabilities: {} });
    await bidi.send('session.subscribe', { events: ['log.entryAdded'] });
    // The one that Firefox starts with has its address bar in focus, not the page.
    const { context } = await bidi.send<{ context: string }>('browsingContext.create', {
      type: 'tab',
    });
    await bidi.send('browsingContext.activate', { context });
    return driven(bidi, context, async () => {
      browser.kill();
      await ended;
      rmSync(profile, { recursive: true, force: true });
    });
  } catch (error) {
    browser.kill();
    throw error;
  }
}

/** What Firefox says that it listens on. */
function address({ stderr }: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => reject(new Error(`Firefox did not start: ${said}`)), START_MS);
    stderr?.on('data', (text: Buffer) => {
      said += String(text);
      const [, url] = /WebDriver BiDi listening on (ws:\S+)/.exec(said) ?? [];
      if (!url) return;
      clearTimeout(late);
      resolve(url);
    });
  });
}

function driven(bidi: Bidi, context: string, end: () => Promise<void>): Driven {
  const one = async (place: Place): Promise<{ sharedId: string }> => {
    const { nodes } = await bidi.send<{ nodes: { sharedId: string }[] }>(
      'browsingContext.locateNodes',
      { context, locator: { type: 'xpath', value: place }, maxNodeCount: 1 },
    );
    if (!nodes[0]) throw new Error(`Nothing is at ${place}`);
    return nodes[0];
  };
  const call = async (text: string, args: readonly object[] = []): Promise<string | undefined> => {
    const answer = await bidi.send<{
      type: 'success' | 'exception';
      result?: { value?: string };
      exceptionDetails?: { text: string };
    }>('script.callFunction', {
      functionDeclaration: text,
      arguments: args,
      awaitPromise: true,
      target: { context },
    });
    if (answer.type === 'exception') throw new Error(answer.exceptionDetails?.text);
    return answer.result?.value;
  };
  const press = async (place: Place): Promise<void> => {
    const element = await one(place);
    await call(String(rests), [element]);
    await bidi.send('input.performActions', {
      context,
      actions: [
        {
          type: 'pointer',
          id: 'mouse',
          actions: [
            { type: 'pointerMove', x: 0, y: 0, origin: { type: 'element', element } },
            { type: 'pointerDown', button: 0 },
            { type: 'pointerUp', button: 0 },
          ],
        },
      ],
    });
  };
  const keys = async (all: readonly string[]): Promise<void> => {
    const actions = all.flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await bidi.send('input.performActions', {
      context,
      actions: [{ type: 'key', id: 'keys', actions }],
    });
  };
  const open = (url: string): Promise<unknown> =>
    bidi.send('browsingContext.navigate', { context, url, wait: 'complete' });
  return {
    open: async (url) => void (await open(url)),
    async openOnPhone(url, width, height) {
      await bidi.send('browsingContext.setViewport', { context, viewport: { width, height } });
      await open(url);
    },
    reload: async () =>
      void (await bidi.send('browsingContext.reload', { context, wait: 'complete' })),
    async evaluate(work, ...args) {
      const text = `async (args) => JSON.stringify(await (${String(work)})(...JSON.parse(args)))`;
      const value = await call(text, [{ type: 'string', value: JSON.stringify(args) }]);
      return value === undefined ? undefined : JSON.parse(value);
    },
    click: press,
    async type(place, text) {
      await call('(element) => { element.focus(); element.select(); }', [await one(place)]);
      await keys([...text, TAB]);
    },
    async choose(place, path) {
      await bidi.send('input.setFiles', { context, element: await one(place), files: [path] });
    },
    complaints: async () => bidi.heard,
    close: end,
  };
}
