/** The machine as this browser tells of it; the page gives the real one, tests their own. */
import type { BenchHardware } from '../../core/bench/bench';
import { sharesMemory } from '../../core/limits';

/** What browsers have and TypeScript's library does not know. */
interface More {
  readonly deviceMemory?: number;
  readonly userAgentData?: { readonly platform?: string };
  getBattery?(): Promise<{ readonly charging: boolean }>;
}

/** How many steps of the clock are looked at, and how many readings at most. */
const STEPS = 50;
const READINGS = 2_000_000;

export async function browserHardware(): Promise<BenchHardware> {
  const browser = navigator as Navigator & More;
  return {
    userAgent: browser.userAgent.slice(0, 1000),
    platform: (browser.userAgentData?.platform ?? '').slice(0, 1000),
    cores: browser.hardwareConcurrency || 1,
    memoryGiB: browser.deviceMemory ?? null,
    isolated: sharesMemory(globalThis),
    clockStepMs: clockStep(() => performance.now()),
    onBattery: await onBattery(browser),
  };
}

async function onBattery(browser: More): Promise<boolean | null> {
  try {
    const battery = await browser.getBattery?.();
    return battery ? !battery.charging : null;
  } catch {
    // Forbidden by a policy of the page around this one: then it is simply not known.
    return null;
  }
}

/** The smallest step that a clock makes, in its own unit: browsers round their clocks. */
export function clockStep(now: () => number): number {
  let smallest = Infinity;
  let last = now();
  for (let steps = 0, i = 0; steps < STEPS && i < READINGS; i++) {
    const next = now();
    if (next > last) {
      smallest = Math.min(smallest, next - last);
      steps++;
    }
    last = next;
  }
  // A clock that stood still all the time.
  return Number.isFinite(smallest) ? smallest : 1000;
}
