/** Models from the hub and from files, on this side of the worker: the store, and readers of headers. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { LATENT_RECIPES } from '../../core/diffusion/recipes';
import { EngineError } from '../../core/errors';
import { parseAbout } from '../../core/stored-about';
import type { StoredFile } from '../../core/stored';
import { blobRanges, type Ranges } from '../../engines/gguf/header';
import {
  borrowedFiles,
  choicesOf,
  HubError,
  peek,
  repoInfo,
  type Choice,
  type Hub,
  type HubFile,
  type HubRepo,
  type HubStore,
  type KeptModel,
  type ModelsService,
  type Task,
} from '../../hub';
import { describe } from './describe';
import { text } from '../../text/hub';

/** Bytes that are read at once for a hash: a stop takes effect in between. */
const PIECE = 4 << 20;

export function modelsService(hub: Hub, store: HubStore): ModelsService {
  async function kept(): Promise<KeptModel[]> {
    return (await store.models()).flatMap((model) => {
      // What another version of the page noted is not offered here; it stays until it is removed.
      const about = parseAbout(model.about);
      return about ? [{ ...model, about }] : [];
    });
  }

  async function find(id: string): Promise<KeptModel> {
    const model = (await kept()).find((each) => each.id === id);
    if (model) return model;
    throw new HubError('evicted', text.store.gone);
  }

  /** For what someone waits for and can ask again. */
  const hasty: Hub = { ...hub, tries: 3 };
  const options = ({ signal, onProgress = () => undefined }: Task) => ({ signal, onProgress });

  return {
    list: async () => ({
      models: await kept(),
      used: await store.used(),
      lasting: store.lasting,
    }),
    async look(address, { signal }) {
      const recipes = Object.values(LATENT_RECIPES);
      const own = await repoInfo(hasty, address, signal);
      const more = await borrowedFiles(hasty, own, recipes, signal);
      const repo = { ...own, files: [...own.files, ...more] };
      return { repo, ...choicesOf(repo, recipes) };
    },
    describe: (repo, choice, { signal }) =>
      describe(repo, choice, (file) => hubRanges(hasty, repo, file, signal)),
    async describeFile(file, task) {
      const header = blobRanges(file);
      // The header first: a gigabyte that is no model need not be read.
      const before = await describe(...localChoice(file, ''), () => header);
      const hex = await hashOf(file, task);
      return { ...before, ref: { ...before.ref, revision: hex } };
    },
    async download(repo, choice, about, task) {
      const files = choice.files.map(({ file }) => file);
      await store.download(repo, files, { ...options(task), about });
    },
    async resume(id, task) {
      const { repo } = await find(id);
      if (!repo.commit) throw new HubError('evicted', text.store.goneNamed(repo.repo));
      await store.download(repo, repo.files, options(task));
    },
    async keep(file, about, task) {
      const { id: name, revision } = about.ref;
      await store.keep({ name, blob: file, sha256: revision ?? '' }, { ...options(task), about });
    },
    async files(id) {
      const model = await find(id);
      const { about, repo } = model;
      const byPath = new Map(repo.files.map((file) => [file.path, file] as const));
      const files = await Promise.all(
        about.roles.map(async ({ role, path }): Promise<StoredFile> => {
          const { hash } = byPath.get(path) ?? {};
          const hex = hash?.kind === 'sha256' ? hash.hex : '';
          return { role, path, sha256: hex, blob: await store.read(model, path) };
        }),
      );
      const [largest] = [...files].sort((a, b) => b.blob.size - a.blob.size);
      const { layout, recipe, name } = about;
      return { layout, recipe, name, sha256: largest?.sha256 ?? '', files };
    },
    remove: (id) => store.remove(id),
  };
}

/** A file of the person's as if it were the one file of a repository. */
function localChoice(file: File, hex: string): [HubRepo, Choice] {
  const { name, size: bytes } = file;
  const one: HubFile = { path: name, bytes, hash: { kind: 'sha256', hex } };
  return [
    { repo: name, commit: '', licence: '', gated: false, private: false, files: [one] },
    {
      ...{ layout: 'gguf', main: name, variant: '', recipe: '', bytes, needsF16: false },
      files: [{ role: 'weights', file: one }],
    },
  ];
}

function hubRanges(hub: Hub, repo: HubRepo, file: HubFile, signal: AbortSignal): Ranges {
  return {
    size: file.bytes,
    read: (from, to) => peek(hub, repo, file, [from, to], signal),
  };
}

/** SHA-256 of a file. @throws EngineError `aborted`, `bad-input` when it cannot be read to its end. */
async function hashOf(file: File, { signal, onProgress }: Task): Promise<string> {
  const hash = sha256.create();
  const pace = { rate: null, left: null, stalled: false, pause: null };
  for (let at = 0; at < file.size; at += PIECE) {
    if (signal.aborted) throw new HubError('stopped', text.stopped);
    const bytes = await file
      .slice(at, at + PIECE)
      .arrayBuffer()
      .catch((cause: unknown) => {
        throw new EngineError('bad-input', text.file.unreadable(file.name), text.file.chooseAgain, {
          cause,
        });
      });
    hash.update(new Uint8Array(bytes));
    const loaded = Math.min(at + PIECE, file.size);
    onProgress?.({ ...pace, phase: 'reading', loaded, total: file.size });
    // Lets a message in: of a stop.
    await new Promise((resolve) => setTimeout(resolve));
  }
  return bytesToHex(hash.digest());
}
