/** What the measurement of a device says, in a worker of its own. */
import { plural } from '../plural';

export const roofline = {
  /** What is measured now. */
  probes: {
    read: 'reading memory',
    copy: 'copying memory',
    triad: 'reading and writing memory',
    f32: 'arithmetic in f32',
    fused: 'fused arithmetic in f32',
    f16: 'arithmetic in f16',
    int16: 'arithmetic in 16-bit integers',
    dispatch: 'dispatches in a queue',
    'round-trip': 'dispatches with their readback',
  },
  now: (where: string, what: string) => `${where}: ${what}`,
  gpu: 'Graphics processor',
  cores: (cores: number) => (cores === 1 ? 'One core' : plural(cores, 'core')),
  done: 'Done',
  again: 'Measure again.',
  lost: (why: string) =>
    `The graphics processor was taken away while it was measured. ${why}`.trim(),
  noGpu: 'The browser offers no usable GPU.',
  noMemory: 'The graphics processor has no memory to measure with.',
  noMemoryHint: 'Close other tabs or programs and measure again.',
  refused: (why: string) => `The graphics processor refused: ${why}`,
  notCompiled: (why: string) => `A kernel does not compile here: ${why}`,
  core: (why: string) => `A core could not be measured. ${why}`.trim(),
  brokeOff: (why: string) => `The measurement broke off: ${why}`,
  notFetched: 'The program of the measurement could not be fetched.',
  notFetchedHint: 'Check the connection and measure again.',
  stopped: 'Stopped.',
};
