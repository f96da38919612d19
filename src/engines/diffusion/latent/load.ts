/** From the files of a latent diffusion model to networks that have been checked. */
import { EngineError, throwIfAborted } from '../../../core/errors';
import { LATENT_RECIPES } from '../../../core/diffusion/recipes';
import type { LoadOptions, OnProgress } from '../../../core/run/engine';
import type { Backend, EngineInfo, SelfCheck } from '../../../core/run/run';
import type { StoredFile, StoredFiles, StoredRole } from '../../../core/stored';
import { text } from '../../../text/stored-models';
import type { ChosenBackend } from '../../runtime/backend';
import { loadWithFallback, sayPhase } from '../../runtime/loading';
import { neverLost, whenLost } from '../../runtime/lost-gpu';
import { deviceLost, loadOrt, RUNTIME } from '../../runtime/ort';
import { checkFits } from '../../runtime/room';
import { fileOfRole, findFile, identityOfStored, jsonOf } from '../../runtime/stored';
import { openStoredGraph } from '../../runtime/stored-graph';
import { LatentModel, type Encoded } from './model';
import { LatentNetwork } from './network';
import { PromptTokenizer } from './prompt';
import { localised } from '../../../text/language';

export interface LoadedLatent {
  readonly info: EngineInfo;
  readonly model: LatentModel;
  /** The empty prompt, for guidance. */
  readonly empty: Encoded;
  /** Side of its pictures in pixels. */
  readonly pixels: number;
  readonly lost: AbortSignal;
}

/** What each network is fed. */
const INPUTS = {
  'text-encoder': ['input_ids'],
  unet: ['sample', 'timestep', 'encoder_hidden_states'],
  decoder: ['latent_sample'],
  'preview-decoder': ['latent_sample'],
} as const satisfies Partial<Record<StoredRole, readonly string[]>>;
type Role = keyof typeof INPUTS;

/** The largest first: the runtime's memory grows and never shrinks. */
const ORDER: readonly Role[] = ['unet', 'text-encoder', 'decoder', 'preview-decoder'];
/** Half precision is computed in single precision on WASM: twice the bytes. */
const GROWS = { wasm: 2, webgpu: 1 } as const;
/** At which the U-Net is tried. */
const SIGMA = 1;
/** Between two computations of the same. */
const TWICE = 0.05;

/** @throws EngineError; nothing stays loaded then. */
export async function loadLatent(
  options: LoadOptions,
  stored: StoredFiles,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadedLatent> {
  const began = performance.now();
  return loadWithFallback(
    options.backend,
    (chosen) => load(options, stored, chosen, began, onProgress, signal),
    ({ model }) => model.release(),
  );
}

async function load(
  options: LoadOptions,
  stored: StoredFiles,
  { backend, adapter, reason }: ChosenBackend,
  began: number,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadedLatent> {
  const { name } = stored;
  const recipe = LATENT_RECIPES[stored.recipe];
  if (!recipe) throw new EngineError('unsupported-model', text.pictures.recipe(name));
  const label = text.reading(name);
  sayPhase(onProgress, 'runtime', 'Runtime', label);
  const json = await jsonOf(fileOfRole(stored, 'tokenizer'));
  const settings = findFile(stored, 'tokenizer-config');
  const config = settings ? await jsonOf(settings) : {};
  const parts = ORDER.flatMap((role) => {
    const file = role === 'preview-decoder' ? findFile(stored, role) : fileOfRole(stored, role);
    return file ? [{ role, file, external: externalOf(stored, file) }] : [];
  });
  const bytes = parts.flatMap(({ file, external }) => [file, ...external]);
  const total = bytes.reduce((sum, { blob }) => sum + blob.size, 0);
  await checkFits({ name, weights: total * GROWS[backend], cache: 0, largest: 0 }, backend);
  const { threads } = await loadOrt(backend, options.threads);

  const open = new Map<Role, LatentNetwork>();
  let lost = neverLost();
  let before = 0;
  try {
    for (const { role, file, external } of parts) {
      throwIfAborted(signal);
      const size = [file, ...external].reduce((sum, { blob }) => sum + blob.size, 0);
      const session = await openStoredGraph(file, external, { backend }, (share) =>
        onProgress({
          ...{ phase: 'weights', label, next: text.checking, total, fromDevice: true },
          loaded: Math.round(before + share * size),
        }),
      );
      before += size;
      if (backend === 'webgpu' && !open.size) lost = whenLost(deviceLost());
      open.set(role, new LatentNetwork(session, name, INPUTS[role], lost));
    }
    sayPhase(onProgress, 'warm-up', text.checking, '');
    const network = (role: Role) => open.get(role) as LatentNetwork;
    const encoder = network('text-encoder');
    const model = new LatentModel(
      recipe,
      {
        encoder,
        unet: network('unet'),
        decoder: network('decoder'),
        preview: open.get('preview-decoder') ?? null,
      },
      new PromptTokenizer(json, config, recipe.pad, encoder.fixed('input_ids', 1)),
    );
    const empty = await model.encode(model.tokenizer.encode(''));
    throwIfAborted(signal);
    const { check, pixels } = await checkItself(model, name, empty, backend);
    const info: EngineInfo = {
      ...identityOfStored(options, stored),
      modality: 'picture',
      runtime: RUNTIME,
      backend,
      backendReason: reason,
      adapter,
      threads,
      knownAnswer: null,
      selfCheck: check,
      loadMs: performance.now() - began,
      fromDevice: true,
    };
    return { info, model, empty, pixels, lost };
  } catch (cause) {
    for (const one of open.values()) await one.release();
    throw cause;
  }
}

/** Files that the graph in this folder refers to. */
function externalOf({ files }: StoredFiles, { path }: StoredFile): StoredFile[] {
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  return files.filter(
    (file) =>
      file.role === 'external' && file.path.slice(0, file.path.lastIndexOf('/') + 1) === folder,
  );
}

/**
 * Twice through the U-Net, and once through each decoder: finite, and the same.
 * @throws EngineError `unsupported-model` where a value is none.
 */
async function checkItself(
  model: LatentModel,
  name: string,
  empty: Encoded,
  backend: Backend,
): Promise<{ check: SelfCheck; pixels: number }> {
  const latent = Float32Array.from({ length: model.values }, (_, i) => Math.sin(i * 12.9898));
  const passes = [];
  for (let i = 0; i < 2; i++)
    passes.push((await model.denoise(latent, SIGMA, [empty, empty], 2)).denoised);
  const [first, second] = passes as [Float32Array, Float32Array];
  const picture = await model.decode(first);
  const pixels = Math.sqrt(picture.length / 3);
  if (!Number.isInteger(pixels))
    throw new EngineError('unsupported-model', text.pictures.form(name));
  const shown = await model.preview(first, pixels);
  if (shown.length !== picture.length)
    throw new EngineError('unsupported-model', text.pictures.form(name));
  if (![first, picture, shown].every((values) => values.every(Number.isFinite)))
    throw new EngineError(
      'unsupported-model',
      text.selfCheck.notFinite(name, backend === 'wasm' ? 'WASM' : 'WebGPU'),
      text.selfCheck.notFiniteHint,
    );
  let off = 0;
  for (let k = 0; k < first.length; k++)
    off = Math.max(off, Math.abs((first[k] as number) - (second[k] as number)));
  const ok = off <= TWICE;
  const what = ok ? text.pictures.twice : text.pictures.notTwice(localised(off.toPrecision(2)));
  return { check: { ok, what }, pixels };
}
