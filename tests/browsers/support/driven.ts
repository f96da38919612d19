/** What a visit needs of a browser, whatever protocol drives it. */

/** Where on the page: an XPath. */
export type Place = string;

export interface Driven {
  /** Opens an address in the window that is there, and waits until it is loaded. */
  open(url: string): Promise<void>;
  /** Opens an address in a window of a phone's width; from then on, everything is in that one. */
  openOnPhone(url: string, width: number, height: number): Promise<void>;
  reload(): Promise<void>;
  /**
   * Runs a function in the page and waits for what it promises.
   * @param work takes nothing from around it: it goes over as text
   * @throws Error as it does
   */
  evaluate<A extends readonly unknown[], R>(
    work: (...args: A) => R,
    ...args: A
  ): Promise<Awaited<R>>;
  /** A real click in the middle of an element that rests. @throws Error where there is none */
  click(place: Place): Promise<void>;
  /** Real keys, in place of what the field held. */
  type(place: Place, text: string): Promise<void>;
  /** A file for an `input` that takes some. */
  choose(place: Place, path: string): Promise<void>;
  /** Errors that nothing caught, and what was written to the console as one, since the start. */
  complaints(): Promise<readonly string[]>;
  close(): Promise<void>;
}

/**
 * In the page: brings an element into view and waits until it rests there. What arrives late moves
 * what is below it, and a click would hit something else.
 * @throws Error where something else lies over it
 */
export async function rests(element: Element): Promise<void> {
  const frame = (): Promise<number> => new Promise((next) => requestAnimationFrame(next));
  element.scrollIntoView({ block: 'center', behavior: 'instant' });
  for (let still = 0, last = '', tries = 0; still < 3 && tries < 300; tries++) {
    await frame();
    const { x, y, width, height } = element.getBoundingClientRect();
    const now = [x, y, width, height].join();
    still = now === last ? still + 1 : 0;
    last = now;
  }
  const { x, y, width, height } = element.getBoundingClientRect();
  const hit = document.elementFromPoint(x + width / 2, y + height / 2);
  if (!hit || !(element.contains(hit) || hit.contains(element)))
    throw new Error(`${hit?.outerHTML.slice(0, 200)} lies over it.`);
}

const LOOK_EVERY_MS = 100;

/**
 * Waits until something is so.
 * @param what for the message when it never is
 * @param instead what there is then, for the same message
 * @returns the first value that is neither false, null, undefined nor empty
 */
export async function until<T>(
  what: string,
  look: () => Promise<T>,
  timeoutMs: number,
  instead: () => Promise<string> = async () => '',
): Promise<NonNullable<T>> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    const seen = await look();
    if (seen) return seen;
    if (performance.now() > deadline)
      throw new Error(`Not so after ${timeoutMs / 1000} s: ${what}. ${await instead()}`);
    await pause(LOOK_EVERY_MS);
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
