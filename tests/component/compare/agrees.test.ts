/** One benchmark by a clock of its own: the view, the terminal and the file say the same. */
import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { benchTable } from '../../../cli/bench-table';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import { summarise } from '../../../src/core/bench/summary';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import ResultView from '../../../src/views/compare/ResultView.svelte';
import { BenchFakeEnvironment, benchPlan, TIMES } from '../../helpers/bench';

/** The medians of a row of the view. */
const cells = (row: Element | undefined) =>
  [...(row?.querySelectorAll('.median') ?? [])].map((cell) => Number(cell.textContent));

test('every median of the view is that of the file and of the terminal', async () => {
  const benchmark = new Benchmark(new BenchFakeEnvironment());
  await benchmark.start(benchPlan());
  if (!benchmark.result) throw new Error('nothing is measured');
  const file = decodeResult(encodeResult(benchmark.result));
  const table = benchTable(file);
  await render(ResultView, { result: benchmark.result, origin: 'own', running: false });

  for (const { lane: id, policy, start, figures } of summarise(file).rows) {
    const lane = { a: 'language', b: 'diffusion' }[id];
    const name = policy === 'turns' ? 'taking turns' : policy;
    const row = [
      ...document.querySelectorAll(`[aria-label="Figures of the ${lane} model"] tbody tr`),
    ].find((tr) => tr.querySelector('th')?.textContent?.trim().match(`^${name}\\s+${start}$`));
    const shown =
      lane === 'language'
        ? [figures['decodeTokensPerSecond'], figures['prefillTokensPerSecond'], figures['ttftMs']]
        : [figures['msPerStep']];
    const expected = shown.map((stat) => Number(stat?.median.toPrecision(3)));
    expect(cells(row).slice(0, shown.length)).toEqual(expected);
    const main = lane === 'language' ? figures['tpotP50Ms'] : figures['msPerStep'];
    const line = new RegExp(`^  ${name}, ${start} .*\\b${main?.median.toPrecision(3)}\\b`, 'm');
    expect(table).toMatch(line);
  }
  const alone = summarise(file).rows.find((row) => row.policy === 'alone' && row.start === 'warm');
  expect(alone?.figures['tpotP50Ms']?.median).toBeCloseTo(TIMES.decode + TIMES.gap);
});
