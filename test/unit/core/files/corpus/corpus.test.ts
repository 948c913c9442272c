// Every fault of the corpus is found at its place, and nothing else is said, of valid files nothing at all. The corpus is made and judged by its own
// writers and the table of codes and places: it knows nothing of the reader, of the checks and of jsonc-parser.
import assert from 'node:assert/strict';
import { lintFile } from '../../../../../src/core/files/lint/lintFile';
import type { LintInput } from '../../../../../src/core/files/lint/lintTypes';
import type { FileProblem } from '../../../../../src/core/files/fileProblem';
import { fileTexts } from '../../../../../src/core/files/texts';
import { assignmentFormMutations } from './assignmentFormMutations';
import { assignmentMutations } from './assignmentMutations';
import { entitlementsMutations } from './entitlementsMutations';
import { entitlementsPartMutations } from './entitlementsPartMutations';
import { now } from './facts';
import { jsonMutations } from './jsonMutations';
import type { Span } from './jsonWriter';
import { licenseMutations } from './licenseMutations';
import { rosterMutations } from './rosterMutations';
import type { Case, Circumstances, Expected, Mutation } from './mutation';
import { validFiles } from './validFiles';

const corpus = [
  entitlementsMutations,
  entitlementsPartMutations,
  licenseMutations,
  assignmentMutations,
  assignmentFormMutations,
  rosterMutations,
  jsonMutations,
].flat();

interface Shown {
  readonly code: string;
  readonly severity: string;
  readonly at: Span;
}

/** Code, severity and place with the text there, one a line, in order. */
const shown = (text: string, found: readonly Shown[]): string =>
  found
    .map(({ code, severity, at: { offset, length } }) => {
      const there = JSON.stringify(text.slice(offset, offset + Math.min(length, 80)));
      return `${String(offset).padStart(6)}+${length} ${severity} ${code} ${there}`;
    })
    .sort()
    .join('\n');

const inputOf = (text: string, circumstances: Circumstances): LintInput => ({
  name: 'a.entitlements.json',
  now,
  timeZone: 'UTC',
  ...circumstances,
  text,
});

const toShow = ({ code, severity, offset, length }: FileProblem): Shown => ({
  code,
  severity,
  at: { offset, length },
});

/** A case with what the check says of it: made once, asked in several tests. */
interface Run {
  readonly mutation: Mutation;
  readonly one: Case;
  readonly input: LintInput;
  readonly problems: readonly FileProblem[];
}

const runsOf = new Map<Mutation, readonly Run[]>();
function runs(mutation: Mutation): readonly Run[] {
  const known = runsOf.get(mutation);
  if (known !== undefined) return known;
  const made = mutation.cases().map((one): Run => {
    const input = inputOf(one.text, one.how);
    return { mutation, one, input, problems: lintFile(input).problems };
  });
  runsOf.set(mutation, made);
  return made;
}

/** What went wrong in a case; undefined where all is as stated. */
function mistake({ mutation: { code, name }, one, problems }: Run): string | undefined {
  const found = shown(one.text, problems.map(toShow));
  const stated = shown(one.text, one.expected);
  const wrong = one.expected.find(expected => !problems.some(problem => isSaid(expected, problem)));
  if (wrong !== undefined && found === stated) {
    const messages = problems.map(problem => problem.message).join('\n');
    return `${code}: ${name}; ${one.style}\n${messages}\nhave not ${wrong.numbers?.join(', ') ?? ''}`;
  }
  return found === stated ? undefined : `${code}: ${name}; ${one.style}\nfound\n${found}\nstated\n${stated}`;
}

/** Whether this is it, with its numbers in their order. */
function isSaid({ code, at, numbers = [] }: Expected, problem: FileProblem): boolean {
  const words = numbers.map(one => `(?<![\\d,.])${one.replace(/[.()]/g, '\\$&')}(?![\\d])`);
  return (
    problem.code === code &&
    problem.offset === at.offset &&
    new RegExp(words.join('.*'), 's').test(problem.message)
  );
}

const none = (mistakes: readonly string[], of: string): void => {
  assert.equal(mistakes.length, 0, `${mistakes.length} ${of}\n${mistakes.slice(0, 3).join('\n\n')}`);
};

const byCode = new Map<string, Mutation[]>();
for (const one of corpus) byCode.set(one.code, [...(byCode.get(one.code) ?? []), one]);

describe('the corpus of broken files', () => {
  for (const [code, mutations] of byCode) {
    it(`finds ${code} in ${mutations.length} mutations, in every style`, () => {
      const mistakes = mutations.flatMap(one => runs(one).flatMap(each => mistake(each) ?? []));
      none(mistakes, 'cases are not as stated');
    });
  }

  it('says nothing of valid files', () => {
    const mistakes = validFiles.flatMap(({ what, text, ...circumstances }) => {
      const found = shown(text, lintFile(inputOf(text, circumstances)).problems.map(toShow));
      return found === '' ? [] : [`${what}\n${found}`];
    });
    assert.ok(validFiles.length > 300, String(validFiles.length));
    none(mistakes, 'false alarms');
  });
});

/** Sentences that are no problem of their own: parts of others, titles, what an import or a hover says. */
const noProblems = [
  /^(?:kind|flavour|plan|portal|fix|hover|policy)\./,
  /^file\.importable$/,
  // Said at an import: a check takes the product that the file itself names.
  /^(?:assignments\.nothing|entitlements\.otherAppId)$/,
  /^lint\.(?:signed|writeFullHost|writeBareHost|writeCommas|chooseOne|portUsual|partOf|partInEffect|atLeast|productOn)$/,
  /^lint\.(?:expiryDayMore|zoneOfPortal|zoneOfComputer|zoneUnknown|zoneNotSet)$/,
  /^lint\.(?:otherSet|otherEmpty|otherLevel|oneOfMembers)$/,
];

describe('the size of the corpus', () => {
  it('has 5 mutations of every code that a check can say, and 300 in all', () => {
    const codes = Object.keys(fileTexts).filter(code => !noProblems.some(pattern => pattern.test(code)));
    const few = codes.filter(code => new Set(byCode.get(code)?.map(one => one.name)).size < 5);
    assert.deepEqual(few, [], 'write mutations of these codes');
    assert.ok(corpus.length >= 300, String(corpus.length));
    assert.deepEqual(
      [...byCode.keys()].filter(code => !codes.includes(code)),
      [],
      'no such problem',
    );
  });

  it('states the seeded code in every case', () => {
    const without = corpus.filter(
      one => !runs(one).every(({ one: each }) => each.expected.some(({ code }) => code === one.code)),
    );
    assert.deepEqual(
      without.map(({ code, name }) => `${code}: ${name}`),
      [],
    );
  });

  it('is written in one line, with CRLF, with a byte order mark and beyond ASCII', () => {
    const signs: Readonly<Record<string, RegExp>> = {
      minified: /^\S[^\n]*$/u,
      crlf: /\r\n/u,
      mark: /^\uFEFF/u,
      foreign: /😀[\s\S]{50}/u,
    };
    const texts = corpus.flatMap(one => runs(one).map(each => each.one.text));
    for (const [sign, pattern] of Object.entries(signs)) {
      const count = texts.filter(text => text.length < 50_000 && pattern.test(text)).length;
      assert.ok(count >= 300, `${sign}: ${count}`);
    }
  });
});

describe('quick fixes of the corpus', () => {
  it('repair what they are for, bring nothing new and leave alone what is signed', () => {
    const mistakes: string[] = [];
    const fixed = new Map<string, number>();
    for (const mutation of corpus) {
      for (const {
        one: { text, style },
        input,
        problems,
      } of runs(mutation)) {
        for (const one of problems) {
          for (const { edits } of one.fixes ?? []) {
            const after = [...edits]
              .sort((a, b) => b.offset - a.offset)
              .reduce(
                (so, { offset, length, newText }) =>
                  so.slice(0, offset) + newText + so.slice(offset + length),
                text,
              );
            const left = lintFile({ ...input, text: after }).problems;
            const count = (list: typeof problems): number =>
              list.filter(({ code }) => code === one.code).length;
            const isNew = left.some(({ code }) => !problems.some(each => each.code === code));
            if (count(left) >= count(problems) || isNew || signed(after) !== signed(text))
              mistakes.push(
                `${mutation.code}: ${mutation.name}; ${style}: ${one.code}\n${left.map(each => each.code).join(' ')}`,
              );
            fixed.set(one.code, (fixed.get(one.code) ?? 0) + 1);
          }
        }
      }
    }
    none(mistakes, 'fixes do harm');
    for (const code of [
      'lint.portRange',
      'lint.hostsDiffer',
      'lint.hostHasMore',
      'lint.hostBlank',
      'lint.unknownMemberNear',
      'lint.unknownEntitlementNear',
    ])
      assert.ok((fixed.get(code) ?? 0) >= 20, `${code}: ${fixed.get(code) ?? 0} fixes`);
  });
});

/** What is signed of an entitlements file, as text; nothing of other files. */
function signed(text: string): string {
  const parts: unknown[] = [];
  try {
    JSON.parse(text.replace(/^\uFEFF/, ''), (key, value: unknown) => {
      if (key === 'orgEntitlements') parts.push(value);
      return value;
    });
  } catch {
    return '';
  }
  return JSON.stringify(parts);
}
