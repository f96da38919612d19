/** What `npm run check:hub` saw, as JSON and to be read. Pure. */
import type { Figures } from '../../src/core/measure/metric';
import type { SelfCheck } from '../../src/core/run/run';

export interface HubRun {
  readonly key: string;
  readonly sha256: string;
  readonly runtime: string;
  readonly backend: string;
  readonly backendReason: string;
  readonly adapter: string;
  readonly loadMs: number;
  readonly selfCheck: SelfCheck | null;
  readonly results: number;
  /** What it wrote; empty for a picture. */
  readonly text: string;
  readonly figures: Figures;
}

/** One model. Absent is what it did not come to. */
export interface HubCase {
  /** As asked for. */
  readonly address: string;
  readonly id?: string;
  readonly commit?: string | null;
  readonly layout?: string;
  readonly licence?: string;
  readonly bytes?: number;
  readonly downloadMs?: number;
  /** Other than the page's own. */
  readonly hosts: readonly string[];
  readonly run?: HubRun;
  /** Empty when all went well. */
  readonly problem: string;
}

interface About {
  /** ISO 8601. */
  readonly date: string;
  readonly browser: string;
  readonly hub: string;
}

export function reportOf(
  cases: readonly HubCase[],
  about: About,
): { readonly json: string; readonly markdown: string; readonly ok: boolean } {
  const ok = cases.length > 0 && cases.every(({ problem }) => problem === '');
  const lines = [
    '# Models from the hub, checked',
    '',
    `${about.date}, ${about.browser}, against ${about.hub}. ${ok ? 'All of it worked.' : 'Not all of it worked.'}`,
    ...cases.flatMap((one) => ['', ...linesOf(one)]),
  ];
  return {
    ok,
    json: `${JSON.stringify({ ...about, ok, cases }, null, 2)}\n`,
    markdown: `${lines.join('\n')}\n`,
  };
}

function linesOf({ address, problem, hosts, run, ...seen }: HubCase): string[] {
  const { id, commit, layout, licence, bytes, downloadMs } = seen;
  const facts: [string, string][] = [
    ['result', problem || 'works'],
    ['model', id && commit ? `${id} at ${commit}` : ''],
    ['kind', layout ?? ''],
    ['licence', licence ?? ''],
    ['size', bytes === undefined ? '' : `${(bytes / 1e6).toFixed(1)} MB`],
    ['download', pace(bytes, downloadMs)],
    ['hosts', hosts.join(', ')],
    ...(run ? factsOf(run) : []),
  ];
  return [
    `## ${address}`,
    '',
    ...facts.flatMap(([name, value]) => (value ? [`- ${name}: ${value}`] : [])),
  ];
}

function factsOf(run: HubRun): [string, string][] {
  const { selfCheck } = run;
  const figures = Object.entries(run.figures)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => `${key} ${Number(value).toPrecision(3)}`);
  return [
    ['SHA-256', run.sha256],
    ['computed by', [run.runtime, run.backend, run.adapter].filter(Boolean).join(', ')],
    ['why there', run.backendReason],
    ['self-check', selfCheck ? `${selfCheck.ok ? 'passed' : 'FAILED'}. ${selfCheck.what}` : 'none'],
    ['load', `${(run.loadMs / 1000).toFixed(1)} s`],
    ['results', String(run.results)],
    ['figures of one run', figures.join(', ')],
    ['text', run.text.replace(/\s+/g, ' ').trim()],
  ];
}

function pace(bytes: number | undefined, ms: number | undefined): string {
  if (bytes === undefined || ms === undefined) return '';
  if (ms === 0) return 'was here already';
  return `${(ms / 1000).toFixed(1)} s, ${(bytes / ms / 1e3).toFixed(1)} MB/s`;
}
