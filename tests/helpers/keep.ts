/** Keep and share as a person has it on the page. */
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import Keep from '../../src/views/watch/share/Keep.svelte';
import ShownNote from '../../src/views/watch/share/ShownNote.svelte';
import { visit } from './keeping';

export const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** A visit with the view on show; `stop` ends it. */
export function openKeep(options?: Parameters<typeof visit>[0]) {
  const visited = visit(options);
  const { saved } = visited;
  render(ShownNote, { saved });
  render(Keep, { saved });
  return visited;
}
