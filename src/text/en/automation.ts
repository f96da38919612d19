/** For the headless run, which shows what the page is doing. */
import { plural } from '../plural';

export const automation = {
  runs: (done: number, total: number, atMost: boolean) =>
    `${done} of ${atMost ? 'at most ' : ''}${plural(total, 'run')}`,
  left: (time: string) => `about ${time} left`,
  waiting: 'Waiting for the tab to come to the front.',
  lane: (name: string, error: string) => `${name}: ${error}`,
  measuring: 'The Compare view is measuring.',
  measuringHint: 'Wait until it is over.',
};
