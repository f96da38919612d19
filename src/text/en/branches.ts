/** The runs of a lane that grew out of each other. */
export const branches = {
  title: 'Branches',
  of: (output: string) => `Branches of ${output}`,
  endedEarly: (size: string) => `${size}, ended early`,
  soFar: (size: string) => `${size} so far`,
  side: 'Side by side',
  otherWords: 'other words',
  seed: (seed: number) => `seed ${seed}`,
};
