/** What is said of mechanisms after the first look: what benchmarks vary, citations, why a file is refused. */
interface Chance {
  temperature: number;
  topP: number;
  guidance: number;
}

export const mechanismDetails = {
  axes: {
    tokens: { label: 'tokens', unit: 'token' },
    context: { label: 'context', unit: 'prompt token', range: 'Context' },
    steps: { label: 'steps', unit: 'step' },
    batch: { label: 'pictures at once', unit: 'picture' },
    passes: { label: 'passes', ofBlock: 'passes a block', unit: 'pass' },
    guidance: { label: 'guidance', unit: 'evaluation', range: 'Evaluations in a pass' },
  },
  /** Clauses. */
  refused: {
    token: 'a candidate of a token is damaged',
    sizes: 'its frames differ in size',
    frames: (values: number) => `frames of ${values} values are no pictures`,
    position: 'a candidate of a position is damaged',
    cell: 'a candidate of a cell is damaged',
    frame: (values: number) => `a picture of ${values} values is no square one`,
  },
  cite: {
    tokens: (run: {
      temperature: number;
      topK: number;
      topP: number;
      minP: number;
      penalty: number;
      done: number;
      most: number;
      control: boolean;
    }) =>
      `temperature ${run.temperature}, top-k ${run.topK}, top-p ${run.topP}, min-p ${run.minP}, ` +
      `penalty ${run.penalty}, ${run.done} of at most ${run.most} tokens${run.control ? ', typed control tokens' : ''}`,
    steps: (run: {
      sampler: string;
      schedule: string;
      done: number;
      steps: number;
      guidance: number;
      style: number;
    }) =>
      `${run.sampler}, ${run.schedule} schedule, ${run.done} of ${run.steps} steps, ` +
      `guidance ${run.guidance}, style ${run.style}`,
    cells: (run: Chance & { topK: number; style: number; done: number }) =>
      `temperature ${run.temperature}, top-k ${run.topK}, top-p ${run.topP}, ` +
      `guidance ${run.guidance}, style ${run.style}, ${run.done} cells`,
    unmasking: (run: Chance & { noise: number; remask: boolean }) =>
      `temperature ${run.temperature}, top-p ${run.topP}, guidance ${run.guidance}, ` +
      `order noise ${run.noise}, ${run.remask ? 'with' : 'without'} remasking`,
    maskedText: (passes: number, done: number, chance: string, template: string) =>
      `${passes} passes a block, ${done} made, ${chance}${template && `, given words “${template}”`}`,
    maskedPicture: (passes: number, done: number, chance: string, style: number) =>
      `${passes} passes, ${done} made, ${chance}, style ${style}`,
  },
};
