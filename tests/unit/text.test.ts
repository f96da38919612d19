/**
 * What a person reads stands in src/text and nowhere else: components hold no words of their own,
 * and the catalogue holds nothing but strings and functions that make them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'svelte/compiler';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

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
  if (type.flags & ts.TypeFlags.Object && !type.getCallSignatures().length)
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

/** What an area exports: one catalogue. */
function catalogue(area: string): Leaf[] {
  const exports = Object.entries(modules[`../../${FOLDER}/${area}.ts`] ?? {});
  if (exports.length !== 1) throw new Error(`${area} exports other than one catalogue`);
  const file = program.getSourceFile(`${FOLDER}/${area}.ts`);
  const symbol = file && checker.getSymbolAtLocation(file);
  return exports.flatMap(([name, value]) => {
    const own = symbol && checker.getExportsOfModule(symbol).find((one) => one.name === name);
    if (!own) throw new Error(`${area} exports no ${name}`);
    return leaves(name, value, checker.getTypeOfSymbol(own));
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

describe.each(areas)('the catalogue %s', (area) => {
  const all = catalogue(area);

  test('holds strings and functions, each string set well', () => {
    expect(all.length).toBeGreaterThan(0);
    const wrong = all.flatMap(({ path, value }) => {
      if (typeof value === 'function') return [];
      const fault = value === '' ? 'empty' : faults(value);
      return fault ? [`${path}: ${fault}`] : [];
    });
    expect(wrong).toEqual([]);
  });

  test('has functions that make strings', () => {
    const wrong = all.flatMap(({ path, value, type }) => {
      if (typeof value !== 'function') return [];
      const [signature] = type.getCallSignatures();
      return NUMBERS.flatMap((_, round) => {
        const given = signature?.parameters.map((one) =>
          sample(checker.getTypeOfSymbol(one), round),
        );
        const made = (value as (...given: unknown[]) => unknown)(...(given ?? []));
        const fault = /undefined|NaN|\[object|\bnull\b/.test(String(made))
          ? `a value that is none: ${String(made)}`
          : faults(made);
        return fault ? [`${path}(${JSON.stringify(given)}): ${fault}`] : [];
      });
    });
    expect(wrong).toEqual([]);
  });

  test('is what the page takes from src/text', async () => {
    const page = (await import(`../../src/text/${area}.ts`)) as { text: unknown };
    expect(Object.values(modules[`../../${FOLDER}/${area}.ts`] ?? {})).toEqual([page.text]);
  });
});
