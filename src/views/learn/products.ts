/**
 * Names of products in the tour, all of them, with the day on which they were checked and where it
 * is said what they are. Names date quickly: few, and only where a maker or a paper says how the
 * thing works.
 */
export const CHECKED = '2026-11-26';

/** Where a thing belongs: to neither, to generative AI, or to its subset, the language models. */
export type Region = 'neither' | 'generative' | 'llm';

interface Product {
  readonly id: string;
  readonly name: string;
  readonly region: Region;
  /** Where its maker says what it is. */
  readonly source: string;
}

export const PRODUCTS = [
  {
    id: 'chatgpt',
    name: 'ChatGPT',
    region: 'llm',
    source: 'https://openai.com/index/chatgpt/',
  },
  {
    id: 'copilot',
    name: 'GitHub Copilot',
    region: 'llm',
    source: 'https://docs.github.com/copilot',
  },
  {
    id: 'stable-diffusion',
    name: 'Stable Diffusion',
    region: 'generative',
    source: 'https://arxiv.org/abs/2112.10752',
  },
  {
    id: 'stable-audio',
    name: 'Stable Audio Open',
    region: 'generative',
    source: 'https://arxiv.org/abs/2407.14358',
  },
] as const satisfies readonly Product[];

/** Names of the products of a region, for a table. */
export function namesOf(region: Region): string {
  return PRODUCTS.filter((one) => one.region === region)
    .map(({ name }) => name)
    .join(', ');
}
