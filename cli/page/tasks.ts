/** The tasks of a page's main thread, out of a trace of Chromium. */

/** What is to be traced. */
export const CATEGORIES = ['toplevel', 'devtools.timeline', 'v8'] as const;

export interface Task {
  /** Milliseconds that the thread computed. */
  readonly computed: number;
  /** Milliseconds from its beginning to its end, with those in which other programs ran. */
  readonly passed: number;
  /** The longest parts of it, for a person. */
  readonly what: string;
}

interface Event {
  readonly ph: string;
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  /** Microseconds. */
  readonly ts: number;
  readonly dur?: number;
  readonly tdur?: number;
  readonly args?: {
    readonly name?: string;
    readonly data?: { readonly functionName?: string; readonly url?: string };
  };
}

const MAIN_THREAD = 'CrRendererMain';
const TASK = /^(?:ThreadControllerImpl::)?RunTask$/;

/**
 * @param json as the browser's tracing gives it
 * @returns the tasks of the page that worked most, longest computing first
 * @throws Error where no main thread of a page, or no task with its time, is in it
 */
export function tasksOf(json: string): readonly Task[] {
  const { traceEvents } = JSON.parse(json) as { traceEvents: readonly Event[] };
  const mains = traceEvents.filter(
    ({ name, args }) => name === 'thread_name' && args?.name === MAIN_THREAD,
  );
  const threads = mains.map(({ pid, tid }) =>
    traceEvents.filter((one) => one.pid === pid && one.tid === tid && one.ph === 'X'),
  );
  const tasks = threads.map((events) => events.filter(({ name }) => TASK.test(name)));
  const work = (list: readonly Event[]): number =>
    list.reduce((sum, { tdur = 0 }) => sum + tdur, 0);
  const most = tasks.reduce(
    (best, list, i) => (work(list) > work(tasks[best] ?? []) ? i : best),
    0,
  );
  const own = tasks[most] ?? [];
  if (work(own) === 0) throw new Error('The trace holds no time of a main thread.');
  return own
    .map((task) => ({ task, computed: (task.tdur ?? 0) / 1000, passed: (task.dur ?? 0) / 1000 }))
    .sort((a, b) => b.computed - a.computed)
    .slice(0, 20)
    .map(({ task, ...times }) => ({ ...times, what: partsOf(task, threads[most] ?? []) }));
}

/** What of a task took longest, each without the parts inside it. */
function partsOf(task: Event, events: readonly Event[]): string {
  const end = task.ts + (task.dur ?? 0);
  const inside = events
    .filter(({ ts, dur = 0 }) => ts >= task.ts && ts + dur <= end)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const own = new Map<string, number>();
  const add = (name: string, us: number): void => void own.set(name, (own.get(name) ?? 0) + us);
  const open: Event[] = [];
  for (const event of inside) {
    while (open.length && endOf(open.at(-1)) <= event.ts) open.pop();
    const around = open.at(-1);
    if (around) add(nameOf(around), -(event.tdur ?? 0));
    add(nameOf(event), event.tdur ?? 0);
    open.push(event);
  }
  return [...own]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 4)
    .map(([name, us]) => `${name} ${(us / 1000).toFixed(0)}`)
    .join(', ');
}

function endOf(event: Event | undefined): number {
  return event ? event.ts + (event.dur ?? 0) : 0;
}

function nameOf({ name, args }: Event): string {
  const { functionName, url } = args?.data ?? {};
  const where = [functionName, url?.split('/').at(-1)].filter(Boolean).join(' ');
  return where ? `${name} (${where})` : name;
}
