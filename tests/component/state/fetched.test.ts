import { expect, test } from 'vitest';
import { MECHANISMS } from '../../../src/core/mechanisms';
import { fetchManifest } from '../../../src/state/session/models';
import { browserOf, fetchRecording } from '../../../src/state/session/recording';

const site = new URL('/', location.href).href;

test('the picture model of this site says what it suggests', async () => {
  const manifest = await fetchManifest(site, 'emoji-denoiser');
  if (manifest?.kind !== 'denoiser') throw new Error('no manifest of a denoiser');
  expect(manifest.config.styles[0]).toBe('any');
  expect(MECHANISMS.diffusion.suggested(manifest)['steps']).toBeGreaterThan(0);
});

test('what is not there, or not what it should be, is nothing', async () => {
  // The development server answers with a page where it has no file.
  expect(await fetchManifest(`${site}nowhere/`, 'emoji-denoiser')).toBe(null);
  expect(await fetchRecording(`${site}nowhere/`)).toBe(null);
  expect(await fetchRecording('http://localhost:1/')).toBe(null);
});

test.each([
  [
    'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/141.0.0.0 Safari/537.36',
    'Chromium 141 on Linux',
  ],
  [
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0',
    'Edge 140 on Windows',
  ],
  [
    'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/26.0 Safari/605.1.15',
    'Safari 26 on macOS',
  ],
  [
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1',
    'Safari 18 on iOS',
  ],
  ['Mozilla/5.0 (Android 15; Mobile; rv:140.0) Firefox/140.0', 'Firefox 140 on Android'],
  ['', 'another browser'],
])('%s is %s', (userAgent, name) => {
  expect(browserOf(userAgent)).toBe(name);
});
