/** The worker's side of the protocol: one engine, served to the page. */
import type { Engine, RunOptions } from '../core/run/engine';
import { EngineError } from '../core/errors';
import { PauseGate } from '../core/run/pause-gate';
import type { RunSpec } from '../core/run/run';
import type { Reply, Request } from './protocol';
import { transfer } from './protocol';

/** What the host needs of a worker's global scope; a `MessagePort` fits too. */
export interface Port {
  postMessage(reply: Reply, transfer: Transferable[]): void;
  onmessage: ((event: MessageEvent<Request>) => void) | null;
}

/** Answers requests until the worker is terminated. Runs go one at a time, a newer one ends the older. */
export function serve(engine: Engine, port: Port = self as unknown as Port): void {
  const send = (reply: Reply, buffers: Transferable[] = []) => port.postMessage(reply, buffers);
  const never = new AbortController().signal;
  let current: { runId: string; abort: AbortController; gate: PauseGate } | null = null;
  let last: Promise<void> = Promise.resolve();

  async function load(request: Extract<Request, { type: 'load' }>): Promise<void> {
    if (await holdLife(request.life)) send({ type: 'alive' });
    try {
      const info = await engine.load(
        request.options,
        (progress) => send({ type: 'progress', progress }),
        never,
      );
      send({ type: 'loaded', info });
    } catch (cause) {
      send({ type: 'load-failed', error: EngineError.from(cause).toWire() });
    }
  }

  async function attend({ id, question }: Extract<Request, { type: 'attend' }>): Promise<void> {
    try {
      if (!engine.attend) throw new EngineError('internal', 'This engine gives no attention.');
      send({ type: 'attended', id, attention: await engine.attend(question) });
    } catch (cause) {
      send({ type: 'ask-failed', id, error: EngineError.from(cause).toWire() });
    }
  }

  async function paint({ id, question }: Extract<Request, { type: 'paint' }>): Promise<void> {
    try {
      if (!engine.paint) throw new EngineError('internal', 'This engine paints nothing.');
      send({ type: 'painted', id, pictures: await engine.paint(question) });
    } catch (cause) {
      send({ type: 'ask-failed', id, error: EngineError.from(cause).toWire() });
    }
  }

  async function run(spec: RunSpec, signal: AbortSignal, options: RunOptions): Promise<void> {
    for await (const event of engine.run(spec, signal, options)) {
      const { event: own, buffers } = transfer(event);
      send({ type: 'event', event: own }, buffers);
    }
  }

  port.onmessage = ({ data }) => {
    switch (data.type) {
      case 'load':
        void load(data);
        return;
      case 'run': {
        current?.abort.abort();
        const { spec, parent, paused } = data;
        const gate = new PauseGate(paused);
        const mine = { runId: spec.runId, abort: new AbortController(), gate };
        current = mine;
        const onPass = () => send({ type: 'pass', runId: spec.runId });
        const options = parent ? { parent, gate, onPass } : { gate, onPass };
        // A rejection is a broken engine: unhandled on purpose, see `fatal` below.
        last = last.then(() => run(spec, mine.abort.signal, options)).catch(fatal);
        return;
      }
      case 'pause':
        if (current?.runId === data.runId) current.gate.apply(data.change);
        return;
      case 'abort':
        if (current?.runId === data.runId) current.abort.abort();
        return;
      case 'attend':
        void attend(data);
        return;
      case 'paint':
        void paint(data);
        return;
      default:
        data satisfies never;
    }
  };
}

/**
 * Holds a lock until this worker ends, however it ends: whoever asks for it then gets it.
 * Without locks (an insecure page) a worker that ends itself is only noticed by its silence.
 * @returns whether it is held
 */
function holdLife(name: string): Promise<boolean> {
  return new Promise((resolve) => {
    const forever = new Promise<void>(() => undefined);
    const hold = () => {
      resolve(true);
      return forever;
    };
    if (navigator.locks) navigator.locks.request(name, hold).catch(() => resolve(false));
    else resolve(false);
  });
}

/** Surfaces as the worker's `error` event, on which the client gives this worker up. */
function fatal(cause: unknown): void {
  setTimeout(() => {
    throw cause;
  });
}
