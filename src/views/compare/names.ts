/** What a result is called beside others. Pure. */
import type { BenchResult } from '../../core/bench/bench';
import { browserOf } from '../../state/session/recording';
import { text } from '../../text/compare';

/** Whose a result is: of this device, of another, or the one that the site brings. */
export type Origin = 'own' | 'other' | 'example';

/** "This device"; the name that a person gave it; else the browser and the day. */
export function nameOf(result: BenchResult, origin: Origin): string {
  if (origin === 'example') return text.names.example;
  if (result.label) return result.label;
  if (origin === 'own') return text.names.own;
  return [browserOf(result.hardware.userAgent), result.createdAt.slice(0, 10)]
    .filter(Boolean)
    .join(', ');
}

/** A file name without anything that a system could trip over: "bench-2026-11-25-my-laptop". */
export function fileName({ createdAt, label }: BenchResult, ending: string): string {
  const name = label
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .slice(0, 40);
  return `${[text.names.file, createdAt.slice(0, 10), name].filter(Boolean).join('-')}.${ending}`;
}

/** "Chromium 148 on Linux, 2 cores, 8 GiB or more, 25 November 2026". */
export function machineOf({ hardware, createdAt }: BenchResult): string {
  const { userAgent, cores, memoryGiB } = hardware;
  // Browsers tell at most 8 GiB.
  const memory = memoryGiB === null ? '' : text.names.memory(memoryGiB, memoryGiB >= 8);
  const day = text.names.day(Date.parse(createdAt));
  return [browserOf(userAgent), text.names.cores(cores), memory, day].filter(Boolean).join(', ');
}
