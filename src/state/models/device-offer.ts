/** What this device offers a model, as far as a browser tells, and whether that is enough. */
import type { ModelAbout } from '../../core/stored';

export interface DeviceOffer {
  /** What the GPU is called; null without WebGPU. */
  readonly gpu: string | null;
  /** True where a CPU plays the GPU. */
  readonly software: boolean;
  /** Largest buffer that a shader may read, bytes; 0 without WebGPU. */
  readonly largest: number;
  /** Half precision in shaders. */
  readonly f16: boolean;
  /** Bytes of main memory, or of as much as the browser admits; null where it does not say. */
  readonly memory: number | null;
  /** A tab of this system is ended when it takes more: iPhones and iPads. */
  readonly tabLimit: number | null;
}

/**
 * `runs`: nothing known speaks against it. `tight`: it may slow the machine down or fail. `cpu`: not
 * on this GPU. `no`: it does not run here.
 */
export type Verdict = 'runs' | 'tight' | 'cpu' | 'no';
/** Keys for words; empty for `runs`. */
export type VerdictReason = '' | 'memory' | 'more' | 'tab' | 'buffer' | 'f16' | 'no-gpu';

/** WebKit/WebKit: about 1.5 GB for the contents of one tab (web-llm#753). */
const TAB_LIMIT = 1.5e9;
/** Beyond this share of the memory, other programs are pushed out of it. */
const MUCH = 0.5;
/** Layouts that have no way around the GPU. */
const GPU_ONLY: readonly string[] = ['webllm', 'latent-diffusion'];

export function verdictOf(
  { memory, largest, needsF16, layout }: ModelAbout,
  offer: DeviceOffer,
): { readonly verdict: Verdict; readonly reason: VerdictReason } {
  const off: Verdict = GPU_ONLY.includes(layout) ? 'no' : 'cpu';
  if (offer.gpu === null) return { verdict: off, reason: 'no-gpu' };
  if (largest > offer.largest) return { verdict: off, reason: 'buffer' };
  if (needsF16 && !offer.f16) return { verdict: off, reason: 'f16' };
  const tight = (reason: VerdictReason) => ({ verdict: 'tight', reason }) as const;
  if (offer.tabLimit !== null && memory > offer.tabLimit) return tight('tab');
  // Browsers round the memory down and stop at a limit: more of it may well be there.
  if (offer.memory !== null && memory > offer.memory) return tight('more');
  if (offer.memory !== null && memory > offer.memory * MUCH) return tight('memory');
  return { verdict: 'runs', reason: '' };
}

/** Asks the browser; starts no device. */
export async function browserOffer(): Promise<DeviceOffer> {
  const adapter = (await navigator.gpu?.requestAdapter().catch(() => null)) ?? null;
  const { vendor = '', architecture = '', description = '' } = adapter?.info ?? {};
  const named = [vendor, architecture].filter(Boolean).join(' ') || description;
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  // iPads call themselves Macs, and are the only ones of these with a touch screen.
  const phone =
    /iPhone|iPad/.test(navigator.userAgent) ||
    (/Macintosh/.test(navigator.userAgent) && navigator.maxTouchPoints > 1);
  return {
    gpu: adapter ? named : null,
    software: /swiftshader|llvmpipe|lavapipe/i.test(`${named} ${description}`),
    largest: adapter?.limits.maxStorageBufferBindingSize ?? 0,
    f16: adapter?.features.has('shader-f16') ?? false,
    memory: deviceMemory === undefined ? null : deviceMemory * 2 ** 30,
    tabLimit: phone ? TAB_LIMIT : null,
  };
}
