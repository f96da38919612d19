/**
 * How a worker begins: in the language of the page that started it, before anything that says a
 * sentence is evaluated. The language travels in the worker's name, the one thing that is there
 * from the first line on. Imports nothing that says a sentence.
 */
import { isLanguage, language, speak } from '../text/language';

/** Name of a worker: what it is, and the language it shall speak. */
export function workerName(what: string): string {
  return `${what} ${language()}`;
}

/**
 * @param open imports the rest, and sets `onmessage`; messages that come before wait for it
 */
export async function begin(open: () => Promise<unknown>): Promise<void> {
  const early: MessageEvent[] = [];
  self.onmessage = (event: MessageEvent) => void early.push(event);
  try {
    const wanted = self.name.split(' ').at(-1);
    // Without its catalogue it speaks English.
    if (isLanguage(wanted)) await speak(wanted).catch(() => undefined);
    await open();
    for (const event of early) self.onmessage?.call(self, event);
  } catch (cause) {
    // Surfaces as the worker's `error` event, on which the page gives it up.
    setTimeout(() => {
      throw cause;
    });
  }
}
