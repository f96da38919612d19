/** The Watch view while Compare measures: nothing there spoils figures without being asked about. */
import { beforeEach, describe, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { ModelProbe } from '../../../src/state/session/model-probe.svelte';
import { OtherTabs } from '../../../src/state/session/other-tabs';
import { freshName } from '../../helpers/keeping';
import { pictureTrace, textTrace } from '../../helpers/traces';
import { settled } from '../../helpers/fakes';
import { openWatch, run, stop, type WatchPage } from '../../helpers/watch';
import { Measured } from '../../helpers/measured.svelte';
import '../../../src/ui/style';

let watch: WatchPage;
let measurement: Measured;

beforeEach(async () => {
  watch = await openWatch();
  measurement = new Measured();
  watch.session.machine.measurement = measurement;
});

const question = page.getByRole('alert');
const end = page.getByRole('button', { name: 'Stop measuring and run' });
const loading = () => watch.environment.made.length;

describe('Run beside a measurement', () => {
  test('asks first, and nothing begins', async () => {
    await expect.element(page.getByText('Compare is measuring.', { exact: true })).toBeVisible();
    await run.click();
    await expect.element(question).toHaveTextContent('Compare is measuring this machine.');
    expect(watch.session.busy).toBe(false);
    expect(loading()).toBe(0);
    await page.getByRole('button', { name: 'Keep measuring' }).click();
    await expect.element(question).not.toBeInTheDocument();
    expect(measurement.busy).toBe(true);
    expect(loading()).toBe(0);
  });

  test('after the answer, ends the measurement and only then runs', async () => {
    await run.click();
    measurement.slow();
    await end.click();
    await settled();
    expect(loading()).toBe(0);
    measurement.ended();
    await expect.element(stop).toBeEnabled();
    await watch.loaded();
    expect(watch.session.phase).toBe('running');
  });

  test('asks nothing any more once the measurement is over', async () => {
    await run.click();
    await expect.element(question).toBeVisible();
    measurement.busy = false;
    await expect.element(question).not.toBeInTheDocument();
    await run.click();
    await expect.element(stop).toBeEnabled();
  });
});

test('forks, many at once and a look at a word ask as well', async () => {
  const { session } = watch;
  await session.open({ traces: [textTrace({ tokens: 4 }), pictureTrace({ size: 4 })] });
  const probe = new ModelProbe(() => session);
  const trace = session.lane('b').trace;
  if (!trace) throw new Error('nothing is on show');
  const ways = [
    () => session.fork('a', { kind: 'settings', at: 1 }),
    () => session.grid.start(),
    () => session.resume(),
    () => probe.look(trace, 0, {} as never),
  ];
  for (const way of ways) {
    await way();
    expect(session.machine.asked).toBe(true);
    expect(session.busy).toBe(false);
    expect(loading()).toBe(0);
    session.machine.keepMeasuring();
    expect(session.machine.asked).toBe(false);
  }
});

describe('another tab', () => {
  test('that computes is seen, whether it began before or meanwhile', async () => {
    const name = freshName();
    const [own, other] = [new OtherTabs(name), new OtherTabs(name)];
    const quiet = own.watch();
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(quiet.seen).toBe(false);
    other.computing = true;
    await expect.poll(() => quiet.seen).toBe(true);
    quiet.end();
    const later = own.watch();
    await expect.poll(() => later.seen).toBe(true);
    later.end();
    other.computing = false;
    const last = own.watch();
    // What this tab does itself is nothing that disturbs it.
    own.computing = true;
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(last.seen).toBe(false);
  });
});
