/** Keep and share as a person has it on the page, and what is saved from there. */
import { expect, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import Keep from '../../src/views/watch/share/Keep.svelte';
import ShownNote from '../../src/views/watch/share/ShownNote.svelte';
import { visit } from './keeping';

export const button = (name: string | RegExp) => page.getByRole('button', { name, exact: true });

/** A visit with the view on show; `stop` ends it. */
export function openKeep(options?: Parameters<typeof visit>[0]) {
  const visited = visit(options);
  render(ShownNote, { keeping: visited.keeping });
  render(Keep, { keeping: visited.keeping });
  return visited;
}

/** Catches what is offered as a download, until the mocks are restored. */
export function catchDownloads() {
  /** Oldest first. */
  const saved: { readonly name: string; readonly data: Promise<Blob> }[] = [];
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    saved.push({ name: this.download, data: fetch(this.href).then((answer) => answer.blob()) });
  });
  return {
    saved,
    /** The newest, once it is there under this name. */
    async newest(name: string): Promise<Blob> {
      await expect.poll(() => saved.at(-1)?.name, { timeout: 20_000 }).toBe(name);
      return (await saved.at(-1)?.data) ?? new Blob();
    },
  };
}
