import { expect, test } from 'vitest';
import { OF_A_RUN, Silence } from '../../../src/state/session/silence';
import { FakeEnvironment, settled } from '../../helpers/fakes';

/** A silence, and what it says; time passes in steps of five seconds. */
function listening(resting: () => boolean = () => false) {
  const environment = new FakeEnvironment();
  const said: (number | null)[] = [];
  const silence = new Silence(environment, OF_A_RUN, resting, (seconds) => said.push(seconds));
  const pass = async (seconds: number) => {
    for (let s = 0; s < seconds; s += 5) {
      environment.pass(5000);
      await settled();
    }
  };
  return { environment, said, silence, pass };
}

test('says once that nothing comes, and once that something does again', async () => {
  const { said, silence, pass } = listening();
  await pass(15);
  expect(said).toEqual([]);
  await pass(45);
  expect(said).toEqual([20]);
  silence.heard();
  expect(said).toEqual([20, null]);
  expect(silence.signal.aborted).toBe(false);
});

test('takes a gap for long only when it is much longer than those before it', async () => {
  const { said, silence, pass } = listening();
  await pass(15);
  silence.heard();
  await pass(55);
  expect(said).toEqual([]);
  await pass(5);
  expect(said).toEqual([60]);
});

test('gives up in the end, with an error that says how long it waited', async () => {
  const { silence, pass } = listening();
  await pass(235);
  expect(silence.signal.aborted).toBe(false);
  await pass(5);
  expect(silence.signal.reason).toMatchObject({ code: 'no-answer' });
  expect((silence.signal.reason as Error).message).toContain('240 seconds');
});

test('is patient while nothing is to be expected, and with a machine that slept', async () => {
  let paused = true;
  const { environment, said, silence, pass } = listening(() => paused);
  await pass(600);
  paused = false;
  environment.pass(3_600_000);
  await settled();
  expect(said).toEqual([]);
  expect(silence.signal.aborted).toBe(false);
});

test('is over with what it listened to', async () => {
  const { said, silence, pass } = listening();
  silence.over();
  await pass(600);
  expect(said).toEqual([]);
  expect(silence.signal.aborted).toBe(false);
});
