/** What the chosen models suggest for their settings. */
import { expect, test } from 'vitest';
import denoiser from '../../../public/models/emoji-denoiser/manifest.json';
import { parseManifest, type ModelManifest } from '../../../src/core/manifest';
import { knowModels } from '../../../src/state/settings/know-models.svelte';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { fakeAddress, settled } from '../../helpers/fakes';

const picture = parseManifest(denoiser, 'the site');
const TEXT = 'smollm2-135m-instruct';

function fetching(found: Record<string, ModelManifest> = { [picture.id]: picture }) {
  const asked: string[] = [];
  return {
    asked,
    fetch: (id: string) => {
      asked.push(id);
      return Promise.resolve(found[id] ?? null);
    },
  };
}

test('each model is asked once, at the start and when a lane gets it', async () => {
  const settings = new Settings(fakeAddress(`?lanes=${TEXT},${TEXT}`));
  const { asked, fetch } = fetching();
  await knowModels(settings, fetch);
  expect(asked).toEqual([TEXT]);
  settings.setModel('b', picture.id);
  await settled();
  settings.addLane(picture.id);
  settings.setModel('a', picture.id);
  await settled();
  expect(asked).toEqual([TEXT, picture.id]);
  expect(settings.manifest(picture.id)).toEqual(picture);
});

test('what a model suggests holds where nothing is set; without a manifest the page has its own', async () => {
  const settings = new Settings(fakeAddress('?guidance=5'));
  const values = () => settings.lanes.find(({ entry }) => entry.id === picture.id)?.values;
  const own = values();
  const none = fetching({});
  await knowModels(settings, none.fetch);
  expect(values()).toEqual(own);
  const { fetch } = fetching();
  await knowModels(settings, fetch);
  const { defaults } = (picture as Extract<ModelManifest, { kind: 'denoiser' }>).config;
  expect(values()).toMatchObject({
    sampler: defaults.sampler,
    steps: defaults.steps,
    guidance: 5,
  });
});
