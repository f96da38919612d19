/** What the page saves, without a file on disk. */
import { expect, vi } from 'vitest';

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
