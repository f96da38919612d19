/** One model of the hub in the built page: downloaded, run, and what was seen on the way. */
import type { BrowserContext, Request } from '@playwright/test';
import { figuresOf } from '../../src/core/measure/metric';
import { mechanismOf } from '../../src/core/mechanisms';
import { keyOf } from '../../src/core/model';
import type { Trace } from '../../src/core/run/trace';
import { decodeRun } from '../../src/core/saved/codec';
import type { HubCase, HubRun } from '../output/hub-report';
import { complaints } from '../output/report';
import { runPage } from './drive';
import { takeModel } from './take-model';

/** What does not concern the hub is kept short. */
const QUERY = new URLSearchParams({ prompt: 'a red apple', tokens: '24', steps: '4' });

export async function checkModel(
  context: BrowserContext,
  url: string,
  address: string,
  say: (message: string) => void,
  timeoutMs: number,
): Promise<HubCase> {
  const hosts = new Set<string>();
  const note = (request: Request) => {
    const { host, protocol } = new URL(request.url());
    if (protocol.startsWith('http') && !url.includes(host)) hosts.add(host);
  };
  context.on('request', note);
  const page = await context.newPage();
  let seen: Partial<HubCase> = {};
  try {
    const bytes = await runPage(page, url, QUERY, say, timeoutMs, async (open) => {
      const { about, bytes: size, ms } = await takeModel(open, address, say);
      const { ref, layout, licence } = about;
      seen = { id: ref.id, commit: ref.revision, layout, licence, bytes: size, downloadMs: ms };
    });
    const { traces } = decodeRun(bytes);
    const trace = traces.find(({ engine }) => engine.model.source === 'hub');
    if (!trace) throw new Error('No lane ran the model.');
    const wrong = complaints([trace]);
    return { address, ...seen, hosts: [...hosts], run: runOf(trace), problem: wrong.join(' ') };
  } catch (cause) {
    return { address, ...seen, hosts: [...hosts], problem: (cause as Error).message };
  } finally {
    context.off('request', note);
    await page.close();
  }
}

function runOf(trace: Trace): HubRun {
  const { engine, results } = trace;
  const { runtime, backend, backendReason, adapter, model, selfCheck, loadMs } = engine;
  const mechanism = mechanismOf(trace);
  return {
    key: keyOf(model),
    sha256: model.sha256,
    ...{ runtime, backend, backendReason, loadMs },
    adapter: adapter ? [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') : '',
    selfCheck: selfCheck ?? null,
    results: results.length,
    text: mechanism.text?.(trace, results.length) ?? '',
    figures: figuresOf(mechanism.metrics, trace),
  };
}
