/** Fetches what two model folders hold, text encoder and denoiser, as one download. */
import type { LoadOptions } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import {
  fileOf,
  type DenoiserManifest,
  type EncoderManifest,
  type ModelFile,
  type ModelManifest,
} from '../../core/manifest';
import type { Backend } from '../../core/run/run';
import { fetchManifest, readFile } from '../runtime/store';

export interface Manifests {
  readonly denoiser: DenoiserManifest;
  readonly encoder: EncoderManifest;
}

const DENOISER_ROLES = ['graph', 'weights', 'golden'] as const;
const ENCODER_ROLES = [...DENOISER_ROLES, 'tokenizer', 'tokenizer-config'] as const;

type Folder<R extends ModelFile['role']> = Readonly<Record<R, Uint8Array<ArrayBuffer>>>;

/** Everything that a backend needs, verified. */
export interface Files {
  readonly denoiser: Folder<(typeof DENOISER_ROLES)[number]>;
  readonly encoder: Folder<(typeof ENCODER_ROLES)[number]>;
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/** @throws EngineError `unsupported-model` when one of them is a model of another kind. */
export async function readManifests(
  { baseUrl, model }: LoadOptions,
  signal: AbortSignal,
): Promise<Manifests> {
  const denoiser = await fetchManifest(baseUrl, model, signal);
  if (denoiser.kind !== 'denoiser') throw unsuitable(denoiser, 'a denoiser');
  const encoder = await fetchManifest(baseUrl, denoiser.config.encoder, signal);
  if (encoder.kind !== 'text-encoder') throw unsuitable(encoder, 'a text encoder');
  return { denoiser, encoder };
}

function unsuitable({ name, kind }: ModelManifest, wanted: string): EngineError {
  return new EngineError('unsupported-model', `${name} is not ${wanted} but a ${kind} model.`);
}

/** How far the download is; bytes as stored, of both folders together. */
export interface Arrived {
  readonly loaded: number;
  readonly total: number;
  readonly fromDevice: boolean;
}

/**
 * @param signal also ends the downloads that still run when one has failed.
 * @throws EngineError as `readFile`.
 */
export async function readFiles(
  baseUrl: string,
  { denoiser, encoder }: Manifests,
  backend: Backend,
  onArrived: (arrived: Arrived) => void,
  signal: AbortSignal,
): Promise<Files> {
  let total = 0;
  let loaded = 0;
  let fromDevice = true;
  const read = (manifest: ModelManifest, role: ModelFile['role']) => {
    const file = fileOf(manifest, role, backend);
    let before = 0;
    total += file.bytes;
    const onBytes = (bytes: number, _: number, local: boolean) => {
      loaded += bytes - before;
      before = bytes;
      if (role === 'weights' && !local) fromDevice = false;
      onArrived({ loaded, total, fromDevice });
    };
    return readFile({ baseUrl, manifest, signal, onBytes }, file);
  };
  /** Asks for every file before it waits, so that the total is known from the first byte on. */
  const folder = async <R extends ModelFile['role']>(
    manifest: ModelManifest,
    roles: readonly R[],
  ): Promise<Folder<R>> => {
    const bytes = await Promise.all(roles.map((role) => read(manifest, role)));
    return Object.fromEntries(roles.map((role, i) => [role, bytes[i]])) as Folder<R>;
  };
  const folders = [folder(denoiser, DENOISER_ROLES), folder(encoder, ENCODER_ROLES)] as const;
  const [ofDenoiser, ofEncoder] = await Promise.all(folders);
  return { denoiser: ofDenoiser, encoder: ofEncoder, fromDevice };
}
