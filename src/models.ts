/**
 * The third composition root: models of the hub and of files, and the view of them. Fetched when the
 * view is first opened, or when a lane has such a model.
 */
import { ENDPOINT } from './hub';
import { browserDevice } from './state/models/device';
import { Look } from './state/models/look.svelte';
import { Models } from './state/models/models.svelte';
import { ModelsProgram } from './state/models/program';
import type { Session } from './state/session/session.svelte';
import type { CurrentView } from './state/view/view.svelte';
import { workerName } from './workers/entry';
import { modelsClient } from './workers/models/client';

export { default as View } from './views/models/Models.svelte';

declare global {
  /** Set by commands and tests before the page starts: the hub's double. */
  var decodeAndDenoiseHub: string | undefined;
}

export async function openModels({ settings }: Session, view: CurrentView) {
  const start = () =>
    new Worker(new URL('./workers/models.worker.ts', import.meta.url), {
      type: 'module',
      name: workerName('models'),
    });
  const double = globalThis.decodeAndDenoiseHub;
  const github = { api: `${double}/github/api`, raw: `${double}/github/raw` };
  const hub = double ? { endpoint: double, github } : { endpoint: ENDPOINT };
  const service = modelsClient(start, { hub });
  const models = new Models(service, browserDevice(), (entries, manifests) => {
    for (const manifest of manifests) settings.know(manifest);
    settings.offer(entries);
  });
  await models.open();
  const look = new Look(service);
  return {
    models,
    look,
    settings,
    onwatch: () => view.go('watch'),
    program: new ModelsProgram(models, look, settings),
  };
}
