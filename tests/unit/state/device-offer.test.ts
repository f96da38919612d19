import { expect, it } from 'vitest';
import { verdictOf, type DeviceOffer } from '../../../src/state/models/device-offer';
import { needsOf } from '../../../src/views/models/words';
import { about, DESKTOP } from '../../helpers/models';

const cases: readonly [
  string,
  Parameters<typeof about>[0],
  Partial<DeviceOffer>,
  string,
  string,
][] = [
  ['fits', {}, {}, 'runs', ''],
  ['takes more than half of the memory', { memory: 6e9 }, {}, 'tight', 'memory'],
  ['takes more than all of it', { memory: 9e9 }, {}, 'tight', 'more'],
  ['has a matrix beyond the buffer', { largest: 5e9 }, {}, 'cpu', 'buffer'],
  ['needs f16', { needsF16: true }, { f16: false }, 'cpu', 'f16'],
  ['finds no GPU', {}, { gpu: null, largest: 0, f16: false }, 'cpu', 'no-gpu'],
  [
    'has no way around the GPU that is not there',
    { layout: 'webllm' },
    { gpu: null, largest: 0, f16: false },
    'no',
    'no-gpu',
  ],
  ['is too large for a phone', { memory: 1.6e9 }, { tabLimit: 1.5e9 }, 'tight', 'tab'],
  ['is of unknown use of a device that says nothing', {}, { memory: null }, 'runs', ''],
];

it.each(cases)('a model that %s', (_, model, device, verdict, reason) => {
  const offer = { ...DESKTOP, ...device };
  expect(verdictOf(about(model), offer)).toEqual({ verdict, reason });
  // Every verdict has its words.
  expect(needsOf(about(model), offer).words).toMatch(/: \S/);
  expect(needsOf(about(model), offer).words).not.toMatch(/undefined/);
});

it('says what it takes before the device is known', () => {
  expect(needsOf(about(), null)).toEqual({
    words: 'takes about 1.20 GB of memory',
    verdict: 'runs',
  });
});
