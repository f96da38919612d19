/** What a file says, where a person sees it: the buttons are at the other end of the page. */
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import '../../../src/ui/style';
import { openKeep } from '../../helpers/keep';
import { traceFile } from '../../helpers/keeping';

test.each([
  ['a run that opened', () => traceFile(), 'Opened run.'],
  [
    'a file that is none',
    () => new File(['<!doctype html>'], 'x.trace'),
    'x.trace cannot be opened.',
  ],
])('%s is said in sight', async (_, file, words) => {
  const { saved, stop } = openKeep();
  document.body.style.paddingBlock = '200vh';
  scrollTo(0, document.body.scrollHeight);
  await saved.openFile(await file());
  await expect.element(page.getByText(words, { exact: true })).toBeInViewport();
  stop();
});
