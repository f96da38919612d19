/** Gives an open page a model that is not the site's: of the hub by its address, or a file. */
import { existsSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type {} from '../../src/automation';
import type { Taken } from '../../src/state/models/program';

/** How often the page is asked how far it is. */
const POLL_MS = 1000;

/**
 * @param model an address on the hub as a person would paste it, or the path of a .gguf
 * @returns what the page says of it, once it is in a lane
 * @throws Error in the page's words
 */
export async function takeModel(
  page: Page,
  model: string,
  say: (message: string) => void,
): Promise<Taken> {
  const watching = { on: true };
  const told = tell(page, say, watching);
  try {
    const taken = await (existsSync(model) ? fromFile(page, model) : fromHub(page, model));
    if ('error' in taken) throw new Error(`${model}: ${taken.error}`);
    return taken;
  } finally {
    watching.on = false;
    await told;
  }
}

function fromHub(page: Page, address: string): Promise<Taken | { error: string }> {
  return page.evaluate(async (asked) => {
    try {
      const models = await globalThis.decodeAndDenoise.models();
      const taken = await models.fetch(asked);
      models.use(taken);
      return taken;
    } catch (cause) {
      const { message, hint = '' } = cause as { message: string; hint?: string };
      return { error: `${message} ${hint}`.trim() };
    }
  }, address);
}

async function fromFile(page: Page, path: string): Promise<Taken | { error: string }> {
  // The browser reads the file itself: gigabytes do not pass through here.
  const input = await page.evaluateHandle(() => {
    const made = document.createElement('input');
    made.type = 'file';
    return made;
  });
  await input.setInputFiles(path);
  return page.evaluate(async (made) => {
    try {
      const models = await globalThis.decodeAndDenoise.models();
      const taken = await models.open(made.files?.[0] as File);
      models.use(taken);
      return taken;
    } catch (cause) {
      const { message, hint = '' } = cause as { message: string; hint?: string };
      return { error: `${message} ${hint}`.trim() };
    }
  }, input);
}

async function tell(
  page: Page,
  say: (message: string) => void,
  watching: { on: boolean },
): Promise<void> {
  let last = '';
  while (watching.on) {
    const now = await page
      .evaluate(async () => (await globalThis.decodeAndDenoise.models()).progress())
      .catch(() => null);
    const line = now && `${(now.loaded / 1e6).toFixed(1)} of ${(now.total / 1e6).toFixed(1)} MB`;
    if (line && line !== last) say(now.pause ? `${line}, waiting: ${now.pause.message}` : line);
    last = line ?? last;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
