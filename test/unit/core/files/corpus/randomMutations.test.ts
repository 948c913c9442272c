// 10,000 files, broken at random: checking them never throws, never hangs, keeps its places inside the text, tells no secret and sends nothing.
import assert from 'node:assert/strict';
import { Socket } from 'node:net';
import { lintFile } from '../../../../../src/core/files/lint/lintFile';
import type { LintInput } from '../../../../../src/core/files/lint/lintTypes';
import { itemId } from '../../../../../src/core/ids';
import { enterprise, legacy, now, proItem } from './facts';
import { validFiles } from './validFiles';

type Below = (n: number) => number;

/** mulberry32: the same files in every run. */
function random(seed: number): Below {
  let state = seed;
  return below => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return Math.floor((((t ^ (t >>> 14)) >>> 0) / 4_294_967_296) * below);
  };
}

/** Of a list that is not empty. */
const pick = <T>(below: Below, list: readonly T[]): T => list[below(list.length)] as T;

const numbers = [
  '1e999',
  '-1e999',
  '9'.repeat(400),
  '0.1e-400',
  '-0',
  '9007199254740993',
  '1e21',
  '-8640000000000001',
  '00',
  '0x10',
];
const halves = [
  '\uD83D',
  '\uDE00',
  '\uDE00\uD83D',
  '\\ud83d',
  '\\u12',
  '\u0000',
  '\u2028',
  '\uFEFF',
  '\u202E',
];
const names = [
  '__proto__',
  'constructor',
  'toString',
  'orgEntitlements',
  'current',
  'queue',
  'users',
  'MyEsri',
  'provision',
  'holders',
  '***',
];

/** A stretch of the text, short more often than long. */
function stretch(text: string, below: Below): readonly [number, number] {
  const from = below(text.length + 1);
  return [from, Math.min(text.length, from + below(below(4) === 0 ? text.length + 1 : 24))];
}

const kinds: Readonly<Record<string, (text: string, below: Below) => string>> = {
  byteFlip: (text, below) => {
    const bytes = Buffer.from(text, 'utf8');
    for (let times = below(4) + 1; times > 0 && bytes.length > 0; times--) {
      const at = below(bytes.length);
      bytes[at] = (bytes[at] ?? 0) ^ (1 << below(8));
    }
    return bytes.toString('utf8');
  },
  unitFlip: (text, below) => {
    const at = below(text.length + 1);
    return text.slice(0, at) + String.fromCharCode(below(65_536)) + text.slice(at + 1);
  },
  deletion: (text, below) => {
    const [from, to] = stretch(text, below);
    return text.slice(0, from) + text.slice(to);
  },
  duplication: (text, below) => {
    const [from, to] = stretch(text, below);
    return text.slice(0, to) + text.slice(from);
  },
  truncation: (text, below) => text.slice(0, below(text.length + 1)),
  swap: (text, below) => {
    const [a, b] = stretch(text, below);
    const [c, d] = stretch(text.slice(b), below).map(at => at + b) as [number, number];
    return text.slice(0, a) + text.slice(c, d) + text.slice(b, c) + text.slice(a, b) + text.slice(d);
  },
  nesting: (text, below) => {
    const at = below(text.length + 1);
    const deep = pick(below, [10, 200, 3000]);
    return (
      text.slice(0, at) +
      pick(below, ['[', '{"a":', '[{"parts":', '{"orgEntitlements":']).repeat(deep) +
      text.slice(at)
    );
  },
  number: (text, below) => {
    const found = [...text.matchAll(/\d+/g)];
    if (found.length === 0) return text + pick(below, numbers);
    const { index, 0: digits } = pick(below, found);
    return text.slice(0, index) + pick(below, numbers) + text.slice(index + digits.length);
  },
  surrogate: (text, below) => {
    const at = below(text.length + 1);
    return text.slice(0, at) + pick(below, halves) + text.slice(at);
  },
  name: (text, below) => {
    const found = [...text.matchAll(/"[^"\n]{0,40}"/g)];
    if (found.length === 0) return text;
    const { index, 0: word } = pick(below, found);
    return text.slice(0, index) + JSON.stringify(pick(below, names)) + text.slice(index + word.length);
  },
};

const sources = validFiles.filter(({ text }) => text.length < 2000);
/** Of a signature, more than a key is long: a piece of one in the place of a key looks like any key. */
const secrets = /SIGN=7f3a|(?:c2lnbmF0dXJl){4}/;

function inputOf(text: string, name: string, below: Below): LintInput {
  const facts = pick(below, [
    undefined,
    legacy,
    enterprise,
    { ...legacy, kind: 'online' as const, timeZone: 'Nowhere/Atlantis' },
  ]);
  const as = pick(below, [
    undefined,
    undefined,
    'entitlements',
    'portalLicense',
    'assignments',
    'roster',
    'licensePolicy',
  ] as const);
  return {
    name,
    text,
    now: pick(below, [now, 0, Number.MAX_SAFE_INTEGER]),
    timeZone: pick(below, ['UTC', 'America/Los_Angeles', '']),
    ...(facts === undefined ? {} : { facts }),
    ...(as === undefined ? {} : { as }),
    ...pick(below, [{}, { appId: 'navigator' }, { itemId: proItem }, { itemId: itemId('constructor') }]),
  };
}

describe('files that are broken at random', () => {
  const sent: string[] = [];
  const connect = Socket.prototype.connect;
  const { fetch } = globalThis;
  const refuse = (what: string) => (): never => {
    sent.push(what);
    throw new Error(`${what}: a check of a file sends nothing`);
  };
  before(() => {
    Socket.prototype.connect = refuse('connect');
    globalThis.fetch = refuse('fetch');
  });
  after(() => {
    Socket.prototype.connect = connect;
    globalThis.fetch = fetch;
  });

  it('would notice a request', () => {
    assert.throws(() => new Socket().connect(9), /sends nothing/);
    assert.throws(() => void globalThis.fetch('http://127.0.0.1:9/'), /sends nothing/);
    assert.deepEqual(sent.splice(0), ['connect', 'fetch']);
  });

  it('10,000 mutations never throw, hang, leave the text, tell a secret or send anything', () => {
    const below = random(20_261_122);
    const done = new Map<string, number>();
    let changed = 0;
    let troubled = 0;
    let slowest = 0;
    for (let round = 0; round < 10_000; round++) {
      const source = pick(below, sources);
      let text = source.text;
      for (let times = pick(below, [1, 1, 2, 4]); times > 0; times--) {
        const kind = pick(below, Object.keys(kinds));
        done.set(kind, (done.get(kind) ?? 0) + 1);
        text = kinds[kind]?.(text, below) ?? text;
      }
      const input = inputOf(text, source.name, below);
      const about = (): string => `round ${round}: ${JSON.stringify(input.text.slice(0, 3000))}`;
      const start = process.cpuUsage();
      const { problems } = lintFile(input);
      const { user, system } = process.cpuUsage(start);
      slowest = Math.max(slowest, (user + system) / 1000);
      assert.ok(slowest < 1000, `${slowest.toFixed(0)} ms, ${about()}`);
      let last = 0;
      for (const one of problems) {
        assert.ok(Number.isInteger(one.offset) && Number.isInteger(one.length), about());
        assert.ok(one.offset >= last && one.length >= 0, `${one.code} is out of order, ${about()}`);
        assert.ok(one.offset + one.length <= text.length, `${one.code} is outside of the text, ${about()}`);
        assert.ok(one.length > 0 || text === '', `${one.code} has no length, ${about()}`);
        assert.ok(
          !secrets.test(JSON.stringify([one.message, one.args, one.fixes?.map(fix => fix.title)])),
          `${one.code} tells a secret, ${about()}`,
        );
        for (const { offset, length } of (one.fixes ?? []).flatMap(fix => fix.edits))
          assert.ok(
            offset >= 0 && length >= 0 && offset + length <= text.length,
            `a fix of ${one.code}, ${about()}`,
          );
        last = one.offset;
      }
      if (text !== source.text) changed++;
      if (problems.length > 0) troubled++;
    }
    assert.deepEqual(sent, []);
    // The mutations have to hurt, and each kind has to take part.
    assert.ok(changed > 9500, `${changed} changed`);
    assert.ok(troubled > 7000, `${troubled} with problems`);
    for (const kind of Object.keys(kinds)) assert.ok((done.get(kind) ?? 0) > 500, kind);
  }).timeout(120_000);
});
