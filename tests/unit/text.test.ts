/**
 * What a person reads stands in src/text and nowhere else: components hold no words of their own,
 * and the catalogue holds nothing but strings and functions that make them, in each language.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, test, vi } from 'vitest';
import { german } from '../../src/text/de';
import { LANGUAGES, type Language } from '../../src/text/language';

/** Attributes of elements and of our own components whose value is read or heard. */
const READ = new RegExp(
  '^(aria-(label|description|roledescription|valuetext|placeholder)|alt|content|' +
    'description|heading|hint|label|legend|means|note|placeholder|summary|title|what)$',
);
/** Signs of units, the same in every language. */
const UNITS = new Set(['ms', 'tok', 'min', 'MB', 'kB', 'GB']);

interface Node {
  readonly type: string;
  readonly start: number;
  readonly [key: string]: unknown;
}

const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';

/** Two letters make a word; one alone is a sign: x, σ, ×. */
function words(text: string): string[] {
  return (text.match(/\p{L}{2,}/gu) ?? []).filter((word) => !UNITS.has(word));
}

/** The strings that an expression can be, as far as they stand in it. */
function literals(node: Node): string[] {
  const at = (key: string) => (isNode(node[key]) ? literals(node[key]) : []);
  switch (node.type) {
    case 'ExpressionTag':
      return at('expression');
    case 'Literal':
      return typeof node['value'] === 'string' ? [node['value']] : [];
    case 'TemplateLiteral':
      return [
        ...(node['quasis'] as { value: { raw: string } }[]).map(({ value }) => value.raw),
        ...(node['expressions'] as Node[]).flatMap(literals),
      ];
    case 'ConditionalExpression':
      return [...at('consequent'), ...at('alternate')];
    case 'LogicalExpression':
    case 'BinaryExpression':
      return node['operator'] === '===' ? [] : [...at('left'), ...at('right')];
    case 'Text':
      return [String(node['data'])];
    default:
      return [];
  }
}

/** "12: the text" for each text with words in a component's markup. */
function spoken(source: string): string[] {
  const found: string[] = [];
  const add = (node: Node) => {
    const text = literals(node).join(' ').trim().replace(/\s+/g, ' ');
    if (!words(text).length) return;
    const line = source.slice(0, node.start).split('\n').length;
    found.push(`${line}: ${text}`);
  };
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(walk);
    if (!isNode(value) || value.type === 'StyleDirective') return;
    if (value.type === 'Attribute') {
      const parts = [value['value']].flat().filter(isNode);
      if (READ.test(String(value['name']))) parts.forEach(add);
      // Snippets and the like may stand in any attribute, texts only in these.
      return parts.filter(({ type }) => type === 'ExpressionTag').forEach(walkInside);
    }
    if (value.type === 'Text' || value.type === 'ExpressionTag') add(value);
    walkInside(value);
  };
  const walkInside = (node: Node) => {
    for (const [key, inner] of Object.entries(node)) if (key !== 'metadata') walk(inner);
  };
  walk(parse(source, { modern: true }).fragment);
  return found;
}

function components(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.svelte'))
    .map((path) => join(folder, path).replaceAll('\\', '/'));
}

describe('components', () => {
  test('the rule finds words in text, in attributes that are read and in what they can be', () => {
    expect(spoken('<p>Hello</p>\n<b title="There">{n}</b>')).toEqual(['1: Hello', '2: There']);
    expect(spoken('<i aria-label={on ? "Stop it" : `Go ${n}`}></i>')).toEqual(['1: Stop it Go']);
    expect(spoken('{on && "yes"}{n + " of"}')).toEqual(['1: yes', '1: of']);
    expect(spoken('{#if on}<Note>Look</Note>{/if}')).toEqual(['1: Look']);
    expect(spoken('<p class="big" id="it" data-tone={tone}>{text.it} × {x} ms, σ</p>')).toEqual([]);
    expect(spoken('<p style:left="{x}px" style:width={`${x}px`}></p>')).toEqual([]);
    expect(spoken('{kind === "done" ? text.done : text.of("done")}')).toEqual([]);
    expect(
      spoken('<script>const a = "no markup";</script><style>p { color: red }</style>'),
    ).toEqual([]);
  });

  test('hold no words of their own', () => {
    const files = components('src');
    expect(files.length).toBeGreaterThan(50);
    const found = files.flatMap((path) =>
      spoken(readFileSync(path, 'utf8')).map((text) => `${path}:${text}`),
    );
    expect(found).toEqual([]);
  });
});

const FOLDER = 'src/text/en';
const areas = readdirSync(FOLDER).map((file) => basename(file, '.ts'));
const modules = import.meta.glob<Record<string, unknown>>('../../src/text/en/*.ts', {
  eager: true,
});
const program = ts.createProgram(
  areas.map((area) => `${FOLDER}/${area}.ts`),
  { strict: true, target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, noEmit: true },
);
const checker = program.getTypeChecker();

const NUMBERS = [0, 1, 2, 1234.5];
const STRINGS = ['a', 'two words', '“quoted”'];

/** A value of a type; another one in the next round where there are several. */
function sample(type: ts.Type, round: number): unknown {
  if (type.isUnion()) return sample(type.types[round % type.types.length] as ts.Type, round);
  if (type.isLiteral()) return type.value;
  if (type.flags & ts.TypeFlags.BooleanLiteral) return checker.typeToString(type) === 'true';
  if (type.flags & ts.TypeFlags.String) return STRINGS[round % STRINGS.length];
  if (type.flags & ts.TypeFlags.Number) return NUMBERS[round % NUMBERS.length];
  if (type.flags & ts.TypeFlags.Null) return null;
  if (type.flags & ts.TypeFlags.Undefined) return undefined;
  const items = checker.getIndexTypeOfType(type, ts.IndexKind.Number);
  if (items && checker.isArrayLikeType(type))
    return Array.from({ length: 1 + (round % 3) }, (_, i) => sample(items, round + i));
  if (
    type.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) &&
    !type.getCallSignatures().length
  )
    return Object.fromEntries(
      type.getProperties().map((one) => [one.name, sample(checker.getTypeOfSymbol(one), round)]),
    );
  throw new Error(`no sample of ${checker.typeToString(type)}`);
}

interface Leaf {
  readonly path: string;
  readonly value: unknown;
  readonly type: ts.Type;
}

/** All that a catalogue holds, whatever it is. */
function leaves(path: string, value: unknown, type: ts.Type): Leaf[] {
  if (typeof value !== 'object' || value === null) return [{ path, value, type }];
  return Object.entries(value).flatMap(([key, inner]) => {
    const property = type.getProperty(key);
    const own = property
      ? checker.getTypeOfSymbol(property)
      : (type.getNumberIndexType() ?? type.getStringIndexType());
    if (!own) throw new Error(`${path} has no ${key} in its type`);
    return leaves(`${path}.${key}`, inner, own);
  });
}

/** An area's name, its one catalogue, and the type of that. */
function english(area: string): { value: unknown; type: ts.Type } {
  const exports = Object.entries(modules[`../../${FOLDER}/${area}.ts`] ?? {});
  const [only] = exports;
  if (!only || exports.length > 1) throw new Error(`${area} exports other than one catalogue`);
  const [name, value] = only;
  const file = program.getSourceFile(`${FOLDER}/${area}.ts`);
  const symbol = file && checker.getSymbolAtLocation(file);
  const own = symbol && checker.getExportsOfModule(symbol).find((one) => one.name === name);
  if (!own) throw new Error(`${area} exports no ${name}`);
  return { value, type: checker.getTypeOfSymbol(own) };
}

const catalogueOf = (area: string, language: Language): unknown =>
  language === 'en' ? english(area).value : german[area as keyof typeof german];

const catalogue = (area: string, language: Language): Leaf[] =>
  leaves(area, catalogueOf(area, language), english(area).type);

interface Said {
  readonly path: string;
  /** Of a function: what it was called with. */
  readonly given: readonly unknown[];
  readonly text: unknown;
}

/** Every string of a catalogue, and what each function makes of values of its parameters' types. */
function said(area: string, language: Language): Said[] {
  return catalogue(area, language).flatMap(({ path, value, type }): Said[] => {
    if (typeof value !== 'function') return [{ path, given: [], text: value }];
    const [signature] = type.getCallSignatures();
    return NUMBERS.map((_, round) => {
      const given = (signature?.parameters ?? []).map((one) =>
        sample(checker.getTypeOfSymbol(one), round),
      );
      const text: unknown = (value as (...given: unknown[]) => unknown)(...given);
      return { path: `${path}(${JSON.stringify(given)})`, given, text };
    });
  });
}

/** What is wrong with how a string is set; empty where nothing is. */
function faults(text: unknown): string {
  if (typeof text !== 'string') return `${typeof text} instead of a string`;
  if (/ {2}|\t/.test(text)) return `two spaces: ${text}`;
  if (/"/.test(text)) return `straight quotes: ${text}`;
  if (/[‘’]/.test(text) && /'/.test(text)) return `two kinds of apostrophe: ${text}`;
  return '';
}

describe.each(LANGUAGES)('the catalogue in %s', (language) => {
  test.each(areas)('%s holds strings and functions that make them, each set well', (area) => {
    const all = said(area, language);
    expect(all.length).toBeGreaterThan(0);
    const wrong = all.flatMap(({ path, given, text }) => {
      const none = given.length ? /undefined|NaN|\[object|\bnull\b/ : /^$/;
      const fault = none.test(String(text))
        ? `a value that is none: ${String(text)}`
        : faults(text);
      return fault ? [`${path}: ${fault}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test.each(areas)('%s is what the page takes from src/text', async (area) => {
    vi.resetModules();
    const { speak } = await import('../../src/text/language');
    await speak(language);
    const page = (await import(`../../src/text/${area}.ts`)) as { text: unknown };
    expect(leaves(area, page.text, english(area).type).map(plain)).toEqual(
      catalogue(area, language).map(plain),
    );
  });
});

/** Functions of two copies of a module are alike when they are written alike. */
const plain = ({ path, value }: Leaf) => [path, String(value)];

/** Words that are the same in both languages: terms of the field, names, and signs. */
const SAME = new Set(
  [
    'Adapter Backend Batch Benchmark Decode Denoise Dispatch Encode Film Greedy Guidance Live Logit',
    'Logits Min-p Name Prefill Prompt Roofline Runtime Sampler Sample Schedule Seed Seeds Sigma Text',
    'Thread Threads Token Tokens Top-k Top-p bench cold greedy live seed warm median Median Sampler',
    'HTTP JSON CSV PNG GIF WASM WebGPU WebLLM SHA-256 sha256 SNR NFE TTFT TPOT p50 p95 GiB Embeddings',
    'xₜ GGUF ONNX GPU kB MB GB Version Pause Agent DDIM Encoder Euler FLOP Flow GAN GANs Karras Likelihood Multimodal NLP Pipeline',
    'Position Remasking Retrieval Sampling Transformer U-Net English Deutsch Byte Bytes Index Links Link Web Kernel start seq tensor ist in',
  ].flatMap((line) => line.toLowerCase().split(' ')),
);

/** What is typed for the models, which know English alone, what computers read, and titles of books. */
const NOT_READ =
  /\.href$|^stored-models\.roles\.(config|generation-config|tokenizer|tokenizer-config|chat-config|shard-index)$|\.prompts\.\d+$|\.example$|^learn-which\.sources\.1\.what$|^learn-fails\.exhibits\.invented\.mechanism$/;

/** The strings in what a function was given, also inside of lists and objects. */
function strings(given: unknown): string[] {
  if (typeof given === 'string') return [given];
  return typeof given === 'object' && given !== null ? Object.values(given).flatMap(strings) : [];
}

/** A text without what it was given, of which a sign stands in each place. */
const itself = ({ given, text }: Said): string =>
  strings(given).reduce(
    (rest, one) => rest.replaceAll(one, '□').replaceAll(capital(one), '□'),
    String(text),
  );
/** As it begins a sentence; one letter alone stays, or it would be taken out of other words. */
const capital = (one: string) =>
  one.length > 1 ? one.charAt(0).toUpperCase() + one.slice(1) : one;

/** The words that a text says by itself, without those of both languages. */
const own = (one: Said): string[] =>
  (itself(one).match(/\p{L}[\p{L}\d-]+/gu) ?? []).filter((word) => !SAME.has(word.toLowerCase()));

const paths = (area: string, language: Language): string[] =>
  catalogue(area, language)
    .map(({ path }) => path)
    .sort();

describe('German', () => {
  test('has the areas of English, and each the same shape', () => {
    expect(Object.keys(german).sort()).toEqual([...areas].sort());
    for (const area of areas) expect(paths(area, 'de')).toEqual(paths(area, 'en'));
  });

  test.each(areas)('%s says nothing in English', (area) => {
    const there = new Map(said(area, 'en').map(({ path, text }) => [path, text]));
    const wrong = said(area, 'de').flatMap((one) => {
      const words = own(one);
      if (NOT_READ.test(one.path)) return [];
      const alike = one.text === there.get(one.path) && words.length > 0;
      const foreign = words.filter((word) => /^(the|of|and|is|are|with|this|from)$/i.test(word));
      return alike || foreign.length ? [`${one.path}: ${String(one.text)}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test.each(areas)('%s sets numbers and quotation marks as German does', (area) => {
    const wrong = said(area, 'de').flatMap((one) => {
      const rest = itself(one);
      const open = rest.split('„').length;
      // A mark that closes in English, one that opens where German closes, or one without the other.
      const quotes = /”|(^|[\s(])“/.test(rest) || open !== rest.split('“').length;
      return quotes || /\d\.5\b|\d,\d{3}/.test(rest) ? [`${one.path}: ${String(one.text)}`] : [];
    });
    expect(wrong).toEqual([]);
  });
});
