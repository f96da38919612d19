/** Bytes of made-up model files: any part of any file, without a gigabyte in memory. */

/** One file of the double's repositories. */
export interface DoubleFile {
  readonly path: string;
  readonly bytes: number;
  /** Other seed, other bytes. */
  readonly seed: number;
  /** Large files lie on another host, small ones come from the hub itself. */
  readonly lfs: boolean;
  /** What is in it, where noise will not do; `bytes` is then its length. */
  readonly base64?: string;
}

const BLOCK = 1 << 16;
const blocks = new Map<number, Uint8Array<ArrayBuffer>>();

/** The bytes `from`..`to` of a file. */
export function content(
  { seed, base64 }: Pick<DoubleFile, 'seed' | 'base64'>,
  from: number,
  to: number,
): Uint8Array<ArrayBuffer> {
  if (base64 !== undefined) return new Uint8Array(Buffer.from(base64, 'base64').subarray(from, to));
  const out = new Uint8Array(to - from);
  for (let at = from; at < to;) {
    const block = Math.floor(at / BLOCK);
    const within = at - block * BLOCK;
    const length = Math.min(BLOCK - within, to - at);
    out.set(blockOf(seed).subarray(within, within + length), at - from);
    // No two blocks are alike: one in another's place would be noticed.
    for (let i = 0; i < 4; i++) {
      const place = block * BLOCK + i - from;
      if (place >= at - from && place < at - from + length)
        out[place] = ((out[place] as number) + (block >> (8 * i))) & 255;
    }
    at += length;
  }
  return out;
}

/** Noise (xorshift, Marsaglia 2003). */
function blockOf(seed: number): Uint8Array<ArrayBuffer> {
  let block = blocks.get(seed);
  if (block) return block;
  let state = (seed * 2654435761 + 1) >>> 0 || 1;
  block = new Uint8Array(BLOCK);
  for (let i = 0; i < BLOCK; i++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    block[i] = state & 255;
  }
  blocks.set(seed, block);
  return block;
}
