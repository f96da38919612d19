/**
 * The comparisons of `npm run bench:peers`, each in rounds that alternate, on the page of
 * `cli/peers/`. A ratio is a speed over a speed: above 1 ours is the faster one. Not here: the
 * command line, the browser.
 */
import type { Page } from '@playwright/test';
import type {} from './main';
import { decodeTokensPerSecond, prefillTokensPerSecond, type Sample } from './sample';
import { median, summary } from '../verdict/stats';

/** About 50 tokens with the chat template, and an answer longer than what is measured. */
const PROMPT =
  'Explain in simple words how a picture can be painted by a computer, one step at a time.';
const TOKENS = 64;
const STEPS = 20;
/** Loads that are followed by a first run. */
const LOADS = 3;

export interface PeersArgs {
  readonly json: boolean;
  readonly rounds: number;
  readonly threads: number;
}

const say = (message: string): void => void process.stderr.write(`${message}\n`);

/** Runs a and b in turns, the first one changing from round to round; one round before is not counted. */
async function alternate<A, B>(
  what: string,
  rounds: number,
  a: () => Promise<A>,
  b: () => Promise<B>,
): Promise<[A[], B[]]> {
  const ofA: A[] = [];
  const ofB: B[] = [];
  for (let round = -1; round < rounds; round++) {
    say(`${what}: ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`);
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) {
      if (which === 0) ofA.push(await a());
      else ofB.push(await b());
    }
  }
  return [ofA.slice(1), ofB.slice(1)];
}

/** Tokens per second and their ratio. */
function versus<P extends string>(name: string, peer: P, ours: number[], theirs: number[]) {
  const [a, b] = [median(ours), median(theirs)];
  say(`${name}, tok/s: ours ${summary(ours)}, ${peer} ${summary(theirs)}: ${(a / b).toFixed(2)}x`);
  return { ours: a, [peer]: b, ratio: a / b } as { ours: number; ratio: number } & Record<
    P,
    number
  >;
}

function bothSpeeds<P extends string>(peer: P, ours: readonly Sample[], theirs: readonly Sample[]) {
  const of = (name: string, figure: (sample: Sample) => number) =>
    versus(name, peer, ours.map(figure), theirs.map(figure));
  return {
    decode: of('Decode', decodeTokensPerSecond),
    prefill: of('Prefill (request to first token)', prefillTokensPerSecond),
  };
}

/** The loop or the passes that do nothing else: the limit. */
interface Limit {
  /** Milliseconds. */
  readonly ours: number;
  readonly bare: number;
  /** Our speed as a share of the limit's. */
  readonly ratio: number;
}

export async function againstWllama(page: Page, { rounds, threads }: PeersArgs) {
  const loaded = await page.evaluate((n) => benchPage.loadLanguage(n), threads);
  await page.evaluate((n) => benchPage.loadPeer(n), threads);
  say(`Ours: ${loaded}. Peer: wllama 3, WASM, ${threads} threads, the same file.`);
  const ask = { prompt: PROMPT, tokens: TOKENS };
  const ours = () => page.evaluate((a) => benchPage.language(a.prompt, a.tokens), ask);
  const { chat, ids } = await ours();
  const peer = () =>
    page.evaluate((a) => benchPage.peer(a.chat, a.tokens), { chat, tokens: TOKENS });
  const [mine, theirs] = await alternate('Ours and wllama', rounds, ours, peer);
  for (const { promptTokens, tokens } of theirs)
    if (promptTokens !== ids.length || tokens !== TOKENS)
      throw new Error(
        `wllama took ${promptTokens} tokens and wrote ${tokens}; ours ${ids.length} and ${TOKENS}`,
      );
  say(`${ids.length} prompt tokens, ${TOKENS} written, greedy.`);
  const speeds = bothSpeeds('wllama', mine, theirs);
  await page.evaluate(() => benchPage.endPeer());
  return { ...speeds, ids };
}

/** Its own loop over the same weights; timed in its worker, where ours is timed on the page. */
export async function againstTransformers(
  page: Page,
  ids: readonly number[],
  { rounds, threads }: PeersArgs,
) {
  await page.evaluate((n) => benchPage.loadTransformers(n), threads);
  const [ours, theirs] = await alternate(
    'Ours and transformers.js',
    rounds,
    () =>
      page.evaluate((a) => benchPage.language(a.prompt, a.tokens), {
        prompt: PROMPT,
        tokens: TOKENS,
      }),
    () => page.evaluate((a) => benchPage.transformers(a.ids, a.tokens), { ids, tokens: TOKENS }),
  );
  const [same = ''] = ours.map(({ written }) => written.join());
  if (theirs.some(({ written }) => written.join() !== same))
    throw new Error('transformers.js wrote another answer on the same graph and weights');
  await page.evaluate(() => benchPage.endTransformers());
  return bothSpeeds('transformers', ours, theirs);
}

/** What events, candidates, worker messages and the page's trace add to a decode pass. */
export async function againstBareLoop(
  page: Page,
  ids: readonly number[],
  { rounds, threads }: PeersArgs,
): Promise<Limit> {
  await page.evaluate((n) => benchPage.loadBareLanguage(n), threads);
  const [ours, bare] = await alternate(
    'Ours and the bare loop',
    rounds,
    () =>
      page.evaluate(
        async (a) => (await benchPage.language(a.prompt, a.tokens)).decodeMs / (a.tokens - 1),
        { prompt: PROMPT, tokens: TOKENS },
      ),
    () =>
      page.evaluate(async (a) => (await benchPage.bareLanguage(a.ids, a.tokens)) / (a.tokens - 1), {
        ids,
        tokens: TOKENS,
      }),
  );
  const limit = limitOf(ours, bare);
  say(
    `Decode, ms a token: ours ${summary(ours, 2)}, bare loop ${summary(bare, 2)}: ` +
      `${limit.ratio.toFixed(3)} of its speed (bar: 0.95); trace and candidates cost ` +
      `${((1 / limit.ratio - 1) * 100).toFixed(1)}% (bar: 3%)`,
  );
  return limit;
}

/** How fast the first run after a load is, as a share of a warm one. */
export async function firstRuns(page: Page, { threads }: PeersArgs): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    await page.evaluate((n) => benchPage.loadLanguage(n), threads);
    const times: number[] = [];
    for (let run = 0; run < 4; run++)
      times.push(
        await page.evaluate(async (a) => (await benchPage.language(a.prompt, a.tokens)).totalMs, {
          prompt: PROMPT,
          tokens: TOKENS,
        }),
      );
    const [first = NaN, ...warm] = times;
    ratios.push(median(warm) / first);
  }
  say(`First run after a load, share of a warm one's speed: ${summary(ratios, 2)} (bar: 0.8)`);
  return median(ratios);
}

/**
 * A fork near the end of an answer, another candidate taken: from leaving its parent to its first
 * own token, in median decode passes of the parent. The cache is reused where that is near 1.
 */
export async function forks(page: Page, { rounds }: PeersArgs): Promise<number> {
  const ratios: number[] = [];
  for (let round = 0; round < rounds; round++)
    ratios.push(
      await page.evaluate((a) => benchPage.fork(a.prompt, a.tokens), {
        prompt: PROMPT,
        tokens: TOKENS,
      }),
    );
  say(`First token of a fork, in passes of decode: ${summary(ratios, 2)} (bar: 1.3)`);
  return median(ratios);
}

export async function againstBarePasses(
  page: Page,
  { rounds, threads }: PeersArgs,
): Promise<Limit> {
  await page.evaluate((n) => benchPage.loadPictures(n), threads);
  const picture = () =>
    page.evaluate((a) => benchPage.picture(a.prompt, a.steps), {
      prompt: 'a green dragon',
      steps: STEPS,
    });
  const { batches } = await picture();
  const [ours, bare] = await alternate(
    'Picture and bare passes',
    rounds,
    async () => (await picture()).ms,
    () => page.evaluate((sizes) => benchPage.barePicture(sizes), batches),
  );
  const limit = limitOf(ours, bare);
  say(
    `Picture of ${STEPS} steps, ms: ours ${summary(ours)}, ${batches.length} bare passes ` +
      `${summary(bare)}: ${limit.ratio.toFixed(3)} of their speed (bar: 0.95)`,
  );
  return limit;
}

function limitOf(ours: readonly number[], bare: readonly number[]): Limit {
  const [a, b] = [median(ours), median(bare)];
  return { ours: a, bare: b, ratio: b / a };
}
