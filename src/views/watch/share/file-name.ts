/** Names of files that are saved. */
import { text } from '../../../text/share';

/** "a-red-apple-seed-7": of letters and digits of any script, so that every system takes it. */
export function fileName(prompt: string, seed: number): string {
  const words = prompt
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return [[...words].slice(0, 40).join('') || text.file.run, text.file.seed, seed].join('-');
}
