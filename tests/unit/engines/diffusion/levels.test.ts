/** Noise levels of models trained on 1000 timesteps, against published figures. */
import { expect, it } from 'vitest';
import { LATENT_RECIPES, type LatentRecipe } from '../../../../src/core/diffusion/recipes';
import { levelsOf, SIGMAS, timestepOf } from '../../../../src/engines/diffusion/latent/levels';

const rounded = (values: Float64Array) => [...values].map((value) => Number(value.toFixed(4)));
const turbo = LATENT_RECIPES['sd-turbo'] as LatentRecipe;
const sd15 = LATENT_RECIPES['sd-1.5'] as LatentRecipe;

it('begins and ends where the schedulers of diffusers do', () => {
  expect(SIGMAS[999]).toBeCloseTo(14.6146, 4);
  expect(SIGMAS[0]).toBeCloseTo(0.0292, 4);
});

it.each([
  [1, [14.6146, 0]],
  [2, [14.6146, 1.6129, 0]],
  [4, [14.6146, 4.0817, 1.6129, 0.6932, 0]],
])('a distilled model has in %i steps those that it was trained for', (steps, sigmas) => {
  expect(rounded(levelsOf(turbo, { schedule: 'karras', steps }))).toEqual(sigmas);
});

it('any other is spread over the range as the run says', () => {
  const sigmas = levelsOf(sd15, { schedule: 'karras', steps: 20 });
  expect(sigmas).toHaveLength(21);
  expect(sigmas[0]).toBeCloseTo(14.6146, 4);
  expect(sigmas[19]).toBeCloseTo(0.0292, 4);
  expect(sigmas[20]).toBe(0);
});

it('a level has its timestep, between two by the logarithm', () => {
  for (const t of [0, 1, 250, 499, 998, 999])
    expect(timestepOf(SIGMAS[t] as number)).toBeCloseTo(t, 6);
  const between = Math.sqrt((SIGMAS[400] as number) * (SIGMAS[401] as number));
  expect(timestepOf(between)).toBeCloseTo(400.5, 6);
  expect(timestepOf(1000)).toBe(999);
  expect(timestepOf(0)).toBe(0);
});
