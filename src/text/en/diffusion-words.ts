/** Where a picture looks at the words of its prompt. */
export const words = {
  map: (word: string) => `Where the picture looks at “${word}”`,
  /** @param own,marks,most shares, written */
  means: (step: number, side: number, own: string, marks: string, most: string) =>
    `Step ${step}. Of what the ${side} × ${side} places of the picture look at, on average ${own} is the picture itself, ${marks} the marks around the prompt; the rest is its words, at most ${most} for one word at one place. All words on one scale; mean over heads and layers.`,
  ask: (step: number) =>
    `The network looks at the words in every step, but a run does not store where. To see it, step ${step} alone is computed once more: one pass.`,
  look: (step: number) => `Look at step ${step}`,
  looking: 'Looking …',
};
