/** What `npm run demo -- --help` prints: options of its own, and what can be set of each mechanism. */
import { RUNTIMES_KNOWN } from '../../src/core/ids';
import type { Setting, Settings } from '../../src/core/mechanism/settings';
import { MECHANISMS } from '../../src/core/mechanisms';
import { FIRST_LANES, SITE_MODELS } from '../../src/state/settings/catalogue';
import { MOST_LANES } from '../../src/state/settings/lanes';
import { PAGE_SETTINGS } from '../../src/state/settings/values';
import { PLACE } from './lanes';

export const USAGE = `npm run demo -- [options]

Runs models in a real Chromium and writes run.json and run.trace, and of each lane text.txt, or
image.png and filmstrip.png; of further lanes of a kind text-b.txt and so on. Exit code 0: all
finished and matched their known answers; 1: not; 2: bad arguments.

  --open FILE          write the same files from a saved run, without a model or a browser; only
                       --out goes with it

  --prompt TEXT        what to write about and to paint        (${PAGE_SETTINGS.prompt.initial})
  --seed N             0 to 4294967295                         (${PAGE_SETTINGS.seed.initial})
  --lanes LIST         models with commas, at most ${MOST_LANES}; after an @ what computes one
                       (${FIRST_LANES.join(',')})
  --model MODEL        a model of the hub, owner/name or owner/name/file.gguf, or the path of a .gguf:
                       in place of the first lane of its kind. One of the hub is downloaded into
                       the browser of this run, which connects to huggingface.co for it
  --engine NAME        what computes the lanes that name nothing and whose model has it:
                       ${RUNTIMES_KNOWN.join(' or ')}; webllm needs WebGPU
  --policy NAME        ${PAGE_SETTINGS.policy.choices.join(', ')}                  (${PAGE_SETTINGS.policy.initial})
  --backend NAME       auto, webgpu or wasm                    (auto)
  --threads N          WASM threads, 0 is the page's choice    (0)
  --out DIR            where to write                          (out)
  --gpu NAME           auto, real or software                  (auto)
                       auto: the GPU of this machine; only where WebGPU is asked for and finds
                       none, SwiftShader computes it on the CPU, slowly; the known answer says
                       whether it is right
  --timeout SECONDS    give up after                           (1800)

What a lane's model suggests, else the page's default, unless given; --set b.KEY=VALUE is for lane
b alone, --KEY VALUE and --set KEY=VALUE for every lane that has it:
${Object.values(MECHANISMS)
  .map(({ settings }) => settingLines(settings))
  .join('\n')}

Models: ${SITE_MODELS.map(
  ({ id, runtimes }) => `${id} (${runtimes.map((one) => one.id).join(', ')})`,
).join(', ')}`;

/** What can be set of one mechanism's lanes, a line each. */
export function settingLines(settings: Settings): string {
  return Object.entries(settings)
    .map(
      ([key, setting]) => `  ${`--${key} ${placeholderOf(setting)}`.padEnd(20)} ${hintOf(setting)}`,
    )
    .join('\n');
}

function placeholderOf({ kind }: Setting): string {
  return { text: 'TEXT', number: 'N', choice: 'NAME', list: 'NAME' }[kind];
}

function hintOf(setting: Setting): string {
  switch (setting.kind) {
    case 'number':
      return `${setting.range.min} to ${setting.range.max}${setting.hint && `, ${setting.hint}`} (${setting.initial})`;
    case 'choice':
      return setting.choices.join(', ');
    case 'text':
      return [setting.hint, setting.initial.includes(PLACE) && `with ${PLACE} in it`]
        .filter(Boolean)
        .join(', ');
    case 'list':
      return `a ${setting.label.toLowerCase()} of the model`;
    default:
      return setting satisfies never;
  }
}
