/** SHA-256, and git's SHA-1, over a file that comes in pieces. */
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import type { HubFile } from './metadata';

export interface FileHash {
  update(bytes: Uint8Array): void;
  /** Whether the bytes so far are the whole published file. To be asked once. */
  matches(): boolean;
}

/** The hash by which the hub publishes this file, of no bytes yet. */
export function hashOf({ bytes, hash }: HubFile): FileHash {
  const state = hash.kind === 'sha256' ? sha256.create() : sha1.create();
  // A git object is its kind and length, then the bytes.
  if (hash.kind === 'git-sha1') state.update(new TextEncoder().encode(`blob ${bytes}\0`));
  return {
    update: (piece) => void state.update(piece),
    matches: () => bytesToHex(state.digest()) === hash.hex,
  };
}
