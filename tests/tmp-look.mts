import { readFileSync, mkdirSync } from 'node:fs';
import { createServer } from 'vite';
import { launchBrowser } from '../cli/page/browser';
import { startDouble } from './support/hub-double';
const OUT = '/work/scratch/hubview/shots/'; mkdirSync(OUT, { recursive: true });
const b64 = (p: string) => { const b = readFileSync(p); return { bytes: b.length, base64: b.toString('base64') }; };
const text = (s: string) => ({ bytes: Buffer.byteLength(s), base64: Buffer.from(s).toString('base64') });
const double = await startDouble();
const post = (what: string, body: unknown) => fetch(`${double.url}/double/${what}`, { method: 'POST', body: JSON.stringify(body) });
const gguf = b64('tests/fixtures/models/tiny-llama/model.gguf');
const config = text(JSON.stringify({ architectures: ['LlamaForCausalLM'], hidden_size: 960, num_hidden_layers: 32, num_attention_heads: 15, num_key_value_heads: 5, intermediate_size: 2560, vocab_size: 49152, max_position_embeddings: 8192, tie_word_embeddings: true }));
await post('repo', { id: 'HuggingFaceTB/SmolLM2-360M-Instruct-GGUF', sha: 'a1'.repeat(20), licence: 'apache-2.0', files: [
  { path: 'smollm2-360m-instruct-q8_0.gguf', seed: 1, lfs: true, ...gguf },
  { path: 'smollm2-360m-instruct-q3_k_m.gguf', seed: 3, lfs: true, bytes: 2e8 },
  { path: 'README.md', seed: 2, lfs: false, bytes: 1000 } ] });
await post('repo', { id: 'HuggingFaceTB/SmolLM2-135M-Instruct', sha: 'b2'.repeat(20), licence: 'apache-2.0', files: [
  { path: 'onnx/model_q4f16.onnx', seed: 5, lfs: true, bytes: 134e6 }, { path: 'onnx/model.onnx', seed: 6, lfs: true, bytes: 654e6 },
  { path: 'config.json', seed: 7, lfs: false, ...config }, { path: 'tokenizer.json', seed: 8, lfs: false, bytes: 2e6 }, { path: 'tokenizer_config.json', seed: 9, lfs: false, bytes: 3000 } ] });
await post('repo', { id: 'meta-llama/Llama-3.2-1B', sha: 'c3'.repeat(20), gated: true, files: [] });
await post('order', { repo: 'HuggingFaceTB/SmolLM2-135M-Instruct', path: 'onnx/model_q4f16.onnx', fault: { kind: 'slow', bytesPerSecond: 3e6 }, times: 9 });
const server = await createServer({ server: { port: 5188, strictPort: true }, logLevel: 'error' }); await server.listen();
const browser = await launchBrowser('none');
const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
await context.addInitScript((url) => { (globalThis as any).decodeAndDenoiseHub = url; }, double.url);
const page = await context.newPage();
page.on('console', (m) => console.log('console', m.type(), m.text()));
page.on('pageerror', (e) => console.log('pageerror', e.message));
const shot = async (name: string) => { await page.screenshot({ path: `${OUT}${name}.png`, fullPage: true }); console.log('shot', name); };
try {
await page.goto('http://localhost:5188/?view=models', { waitUntil: 'load', timeout: 120000 });
await page.getByRole('heading', { name: 'Get a model' }).waitFor({ timeout: 60000 });
await page.waitForTimeout(500);
await shot('start');
await page.getByRole('button', { name: 'Look at SmolLM2 360M Instruct' }).click();
await page.getByRole('button', { name: /^Download/ }).waitFor({ timeout: 20000 });
await shot('looked');
await page.getByRole('button', { name: /^Download/ }).click();
await page.getByRole('button', { name: /^Watch / }).waitFor({ timeout: 20000 });
await page.getByLabel(/Repository, or/).fill('HuggingFaceTB/SmolLM2-135M-Instruct');
await page.getByRole('button', { name: 'Look at it', exact: true }).first().click();
await page.getByRole('button', { name: /^Download/ }).click({ timeout: 20000 });
await page.waitForTimeout(4500);
await shot('downloading');
await page.emulateMedia({ colorScheme: 'dark' }); await shot('downloading-dark');
await page.setViewportSize({ width: 390, height: 844 }); await shot('downloading-dark-390');
await page.emulateMedia({ colorScheme: 'light' }); await shot('downloading-390');
await page.setViewportSize({ width: 1280, height: 900 });
await page.reload(); await page.waitForTimeout(4000); await shot('reloaded');
await page.getByRole('button', { name: /^Pause/ }).click(); await page.waitForTimeout(800);
await page.getByLabel(/Repository, or/).fill('meta-llama/Llama-3.2-1B');
await page.keyboard.press('Enter'); await page.waitForTimeout(800); await shot('gated');
await page.getByRole('button', { name: /^Cancel the/ }).click(); await page.waitForTimeout(300); await shot('confirm');
await page.keyboard.press('Escape');
await page.getByRole('button', { name: /^Watch / }).click(); await page.waitForTimeout(800); await shot('watch'); console.log(page.url());
} catch (e) { console.log(String(e)); await shot('error'); }
await browser.close(); await server.close(); await double.close(); process.exit(0);
