/** Diffusion read as flow matching; fetched with its plot. */
export const flow = {
  plot: {
    axis: 'path',
    zero: 't 0',
    one: '1',
    noise: 't 0, noise',
    picture: 'picture, t 1',
    travelled: 'travelled',
    straight: 'straight',
    /** @param bend null before there is a path */
    mark: (t: string, bend: string | null) => `t ${t}${bend === null ? '' : `, bend ${bend}`}`,
    label: (t: string, bend: string | null) =>
      `The path from noise to picture, at t ${t}.${bend === null ? '' : ` Bend ${bend}: 0 is a straight line.`}`,
    none: 'The path from noise to picture; no step yet.',
  },
  sentence:
    'Trained as flow matching, sampled as diffusion by default: the same steps give the same numbers.',
};
