import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random';

/** From CPython: `random.Random(seed)`, the first five of `random()`, of `gauss(0, 1)`, the 2000th. */
const CPYTHON: [seed: number, uniform: number[], gauss: number[], late: number][] = [
  [
    0,
    [
      0.8444218515250481, 0.7579544029403025, 0.420571580830845, 0.25891675029296335,
      0.5112747213686085,
    ],
    [
      0.9417154046806644, -1.3965781047011498, -0.6797144480784211, 0.3705035674606598,
      -1.016348894188071,
    ],
    0.35278860284662805,
  ],
  [
    1,
    [
      0.13436424411240122, 0.8474337369372327, 0.763774618976614, 0.2550690257394217,
      0.49543508709194095,
    ],
    [
      1.2881847531554629, 1.449445608699771, 0.06633580893826191, -0.7645436509716318,
      -1.0921732151041414,
    ],
    0.4499663746974547,
  ],
  [
    7,
    [
      0.32383276483316237, 0.15084917392450192, 0.6509344730398537, 0.07243628666754276,
      0.5358820043066892,
    ],
    [
      -0.2558802884476004, 0.511431512516514, -0.2260961647831047, -0.3150684223311854,
      -0.9300181903227674,
    ],
    0.034373654913951945,
  ],
  [
    2147483648,
    [
      0.3387958510019964, 0.5050619906087787, 0.8891460738572615, 0.16291786458805446,
      0.11228650894144054,
    ],
    [
      -0.6279072356013478, 1.0061699752513469, 0.4574705618930629, -0.3826053452021238,
      1.169141524630324,
    ],
    0.8227376907139463,
  ],
  [
    4294967295,
    [
      0.6353574441341173, 0.20319993954407756, 0.6073666030347188, 0.29133552762158776,
      0.3400278163075766,
    ],
    [
      -0.44460081848024396, -0.5065896819748767, -0.6481196186056797, -0.5183504318585298,
      -0.5250567230255822,
    ],
    0.8566943491910826,
  ],
];

describe.each(CPYTHON)('seed %i has the numbers of CPython', (seed, uniform, gauss, late) => {
  it('random, to the bit, also after the state was renewed', () => {
    const random = new Random(seed);
    const drawn = Array.from({ length: 2000 }, () => random.random());
    expect(drawn.slice(0, 5)).toEqual(uniform);
    expect(drawn.at(-1)).toBe(late);
  });

  it('gauss, but for the last bit of sin, cos and log', () => {
    const random = new Random(seed);
    for (const wanted of gauss) expect(random.gauss()).toBeCloseTo(wanted, 14);
  });

  it('normal is gauss as float32, row-major', () => {
    expect([...new Random(seed).normal(5)]).toEqual(gauss.map(Math.fround));
  });
});

it('draws standard normal noise', () => {
  const values = new Random(3).normal(20_000);
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  const variance = values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean)).toBeLessThan(0.03);
  expect(Math.abs(variance - 1)).toBeLessThan(0.03);
});

it.each([-1, 2 ** 32, 1.5, NaN, Infinity])('refuses the seed %d', (seed) => {
  expect(() => new Random(seed)).toThrow(RangeError);
});
