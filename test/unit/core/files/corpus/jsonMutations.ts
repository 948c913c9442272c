// Faults of JSON itself and of the kind of file.
import { ann, bob, exported, held, manyUnknown, portal, returned, row, wish } from './assignmentFaults';
import { layouts } from './entitlementsBase';
import { legacy } from './facts';
import type { Json, Span, Written } from './jsonWriter';
import { at, dictionaryOf, entryAt, foreignText, listOf } from './jsonWriter';
import { bareLicense, license } from './licenseMutations';
import type { Case, Circumstances, Expected, Mutation } from './mutation';
import { jsonMutation, plainMutation, said, textMutation } from './mutation';

type Path = readonly (string | number)[];
const file: Circumstances = { name: 'entitlements.json' };

const bases: readonly (readonly [name: string, make: () => unknown, last: Path])[] = [
  ['single part', () => layouts[0]?.make(), ['licenseManagerInfo', 'port']],
  ['list of parts', () => layouts[1]?.make(), [1, 'licenseManagerInfo', 'port']],
  ['current and queue', () => layouts[2]?.make(), ['queue', 0, 'orgEntitlements', 'startDateStr']],
  ['nested', () => layouts[4]?.make(), ['orgEntitlements', 'signature']],
  ['license', license, ['MyEsri', 'provision', 'userTypes', 0, 'maxUsers']],
  ['bare license', bareLicense, ['provision', 'userTypes', 1, 'maxUsers']],
  ['assignments', () => [wish([ann], 'desktopStdN'), wish([bob], 'desktopStdN')], [0, 'users', 0]],
  ['as returned', () => returned(row(ann, 'desktopStdN'), row(bob)), ['userEntitlements', 0, 'username']],
  ['exported', () => exported('ab12', held(ann, 'desktopStdN'), held(bob)), ['holders', 1, 'user']],
];

const insert = (text: string, offset: number, what: string): string =>
  text.slice(0, offset) + what + text.slice(offset);
const cut = (text: string, { offset, length }: Span): string =>
  text.slice(0, offset) + text.slice(offset + length);
const end = ({ offset, length }: Span): number => offset + length;

/** An edit of the written text at the value of `last`. */
const edited = (
  code: string,
  name: string,
  edit: (written: Written, node: Json, root: Json) => Pick<Case, 'text' | 'expected'>,
  circumstances = file,
): readonly Mutation[] =>
  bases.map(([base, make, last]) =>
    textMutation(
      code,
      `${name}; ${base}`,
      make,
      root => written => edit(written, at(root, ...last), root),
      circumstances,
    ),
  );

/** The last list or dictionary of the file that is not empty, by its last child. */
function lastChildren(node: Json): readonly Json[] {
  const children =
    node.type === 'list' ? node.items : node.type === 'dictionary' ? node.entries.map(one => one.value) : [];
  const own = children.at(-1);
  return own === undefined ? [] : [own, ...children.flatMap(lastChildren)];
}

const syntax: readonly Mutation[] = [
  ...edited('json.trailingComma', 'after the last of all', ({ text, span }, _node, root) => {
    const last = lastChildren(root)[0] as Json;
    const offset = end(span(last));
    return {
      text: insert(text, offset, ','),
      expected: [said('error', 'json.trailingComma', { offset, length: 1 })],
    };
  }),
  ...edited('json.trailingComma', 'with blanks around it', ({ text, span }, _node, root) => {
    const last = lastChildren(root)[1] as Json;
    const offset = end(span(last));
    return {
      text: insert(text, offset, ' ,\n '),
      expected: [said('error', 'json.trailingComma', { offset: offset + 1, length: 1 })],
    };
  }),
  // Where the value may be left out: without the others the file has another fault, too.
  ...edited('json.syntax', 'a word without quotes', ({ text, span }, node) => {
    const { offset, length } = span(node);
    return {
      text: insert(cut(text, { offset, length }), offset, 'undefined'),
      expected: [said('error', 'json.syntax', { offset, length: 9 })],
    };
  }).filter(({ name }) => /; (?:single|list|current|license|bare)/.test(name)),
  ...edited('json.comment', 'a line', ({ text }) => {
    const offset = text.length;
    return { text: `${text}// end`, expected: [said('error', 'json.comment', { offset, length: 6 })] };
  }),
  ...edited('json.comment', 'a block', ({ text, span }, node) => {
    const { offset } = span(node);
    return {
      text: insert(text, offset, '/* 😀 */'),
      expected: [said('error', 'json.comment', { offset, length: 8 })],
    };
  }),
  ...bases.map(([base, make, last]) =>
    jsonMutation(
      'lint.keyCase',
      base,
      make,
      root => {
        const parent = at(root, ...last.slice(0, -1));
        const again =
          parent.type === 'dictionary'
            ? otherCase(parent.entries, last.at(-1))
            : otherCase(dictionaryOf(at(root, 0)).entries, 'users');
        return ({ span }) => [said('warning', 'lint.keyCase', span(again))];
      },
      file,
    ),
  ),
  ...bases.map(([base, make, last]) =>
    jsonMutation(
      'json.duplicateKey',
      base,
      make,
      root => {
        const parent = at(root, ...last.slice(0, -1));
        const again =
          parent.type === 'dictionary'
            ? duplicate(parent.entries, last.at(-1))
            : duplicate(dictionaryOf(at(root, 0)).entries, 'users');
        return ({ span }) => [said('error', 'json.duplicateKey', span(again))];
      },
      file,
    ),
  ),
];

/** The same key in other letters, at the end of its object. */
function otherCase(entries: ReturnType<typeof dictionaryOf>['entries'], name: unknown): Json {
  const first = entries.find(one => one.key.raw === JSON.stringify(name));
  if (first === undefined) throw new Error(`no ${String(name)}`);
  const key: Json = { type: 'scalar', raw: JSON.stringify(String(name).toUpperCase()) };
  entries.push({ key, value: structuredClone(first.value) });
  return key;
}

function duplicate(entries: ReturnType<typeof dictionaryOf>['entries'], name: unknown): Json {
  const first = entries.find(one => one.key.raw === JSON.stringify(name));
  if (first === undefined) throw new Error(`no ${String(name)}`);
  const again = { key: { ...first.key }, value: structuredClone(first.value) };
  entries.push(again);
  return again.key;
}

/** Where the syntax breaks, in files that are small enough to say it by hand: `«` and `»` stand around it. */
const broken: readonly Mutation[] = [
  ['a missing comma', '{"users": ["a"] «"entitlements"»: ["x"]}'],
  ['a missing comma in a list', `{"comment": "${foreignText}", "users": ["a" «"b"»], "entitlements": ["x"]}`],
  ['a missing colon', '{"users" «[»"a"], "entitlements": ["x"]}'],
  ['a word', '{"users": ["a", «nobody»], "entitlements": ["x"]}'],
  ['a word with a capital', '{"users": ["a"], "entitlements": ["x"], "active": «True»}'],
  ['text after the end', '{"users": ["a"], "entitlements": ["x"]} «{»}'],
  ['two roots', '\uFEFF{"users": ["a"], "entitlements": ["x"]}\r\n«"😀"»'],
  ['a bad escape', '{"users": [«"a\\qb"»], "entitlements": ["x"]}'],
  ['a missing value', '{"users": ["a"], "entitlements": ["x"], "active": «}»'],
].map(([name = '', marked = '']) => {
  const [offset, close] = [marked.indexOf('«'), marked.indexOf('»') - 1];
  const text = marked.replace(/[«»]/g, '');
  return plainMutation(
    'json.syntax',
    name,
    text,
    [said('error', 'json.syntax', { offset, length: close - offset })],
    file,
  );
});

const first: Span = { offset: 0, length: 1 };
const start = (offset = 0): Span => ({ offset, length: 1 });

const hopeless: readonly Mutation[] = [
  plainMutation('json.empty', 'nothing', '', [said('error', 'json.empty', { offset: 0, length: 0 })], file),
  ...[' ', '\n\n', '\uFEFF', '\uFEFF \r\n', '\t\u00a0'].map(text =>
    plainMutation('json.empty', JSON.stringify(text), text, [said('error', 'json.empty', first)], file),
  ),
  ...[
    '['.repeat(100_000),
    '{"a":'.repeat(100_000),
    `\uFEFF${'[{"parts":'.repeat(50_000)}`,
    `${'['.repeat(60_000)}${']'.repeat(60_000)}`,
    `{"orgEntitlements":${'['.repeat(100_000)}`,
  ].map(text =>
    plainMutation(
      'json.tooDeep',
      `${text.slice(0, 20)} … ${text.length}`,
      text,
      [said('error', 'json.tooDeep', first)],
      file,
    ),
  ),
  ...['"orgEntitlements"', '12', 'true', 'null', ' "Zoë 😀"\r\n'].map(text =>
    plainMutation(
      'json.notObject',
      text,
      text,
      [said('error', 'json.notObject', start(text.search(/\S/)))],
      file,
    ),
  ),
];

/** What a value of another kind shows itself by: its first character, or a key. */
const kind = (
  code: string,
  name: string,
  value: unknown,
  found: Omit<Expected, 'at'> & { readonly key?: Path },
  circumstances: Circumstances = file,
): Mutation =>
  jsonMutation(
    code,
    name,
    () => value,
    root =>
      ({ span }) => {
        const { key, ...rest } = found;
        return [
          { ...rest, at: key === undefined ? start(span(root).offset) : span(entryAt(root, ...key).key) },
        ];
      },
    circumstances,
  );

const foreign = { code: 'file.unrecognised', severity: 'information' } as const;
const answer = { code: 'file.portalAnswer', severity: 'error' } as const;
const other = { code: 'file.otherKind', severity: 'error' } as const;
const kept = { code: 'file.keptAnswers', severity: 'error', key: ['cannotBeImported'] } as const;
const label = 'For comparison, cannot be imported again.';
const single = layouts[0]?.make();
const policy = { name: 'pro.license-policy.json' } as const;

const kinds: readonly Mutation[] = [
  ...[{}, [], { name: 'app' }, ['a', 'b'], { 'com.apple.security.app-sandbox': true }, { users: 3 }].map(
    value => kind('file.unrecognised', JSON.stringify(value), value, foreign),
  ),
  kind(
    'file.portalAnswer',
    'license',
    { currentRegisteredMembers: 1, maximumRegisteredMembers: 2, userTypes: [] },
    { ...answer, key: ['maximumRegisteredMembers'] },
  ),
  kind(
    'file.portalAnswer',
    'system/licenses',
    { maximumRegisteredMembers: 2, currentRegisteredMembers: 1, features: [] },
    { ...answer, key: ['maximumRegisteredMembers'] },
  ),
  kind(
    'file.portalAnswer',
    'purchases',
    { purchases: [{ listing: {}, provision: {} }] },
    { ...answer, key: ['purchases'] },
  ),
  kind(
    'file.portalAnswer',
    'getFutureLicense',
    { userTypes: [{ id: 'viewerUT', maximumRegisteredMembers: 5 }] },
    { ...answer, key: ['userTypes'] },
  ),
  // The only key of its file: nothing can stand in front of it.
  plainMutation(
    'file.portalAnswer',
    'an error',
    '\uFEFF{ "error": {"code": 400, "message": "Zoë 😀", "details": []} }',
    [said('error', 'file.portalAnswer', { offset: 3, length: 7 })],
    file,
  ),
  kind(
    'file.otherKind',
    'entitlements for a license',
    single,
    { ...other, key: ['orgEntitlements'] },
    { ...file, as: 'portalLicense' },
  ),
  kind(
    'file.otherKind',
    'entitlements for assignments',
    single,
    { ...other, key: ['orgEntitlements'] },
    { ...file, as: 'assignments' },
  ),
  kind(
    'file.otherKind',
    'license for entitlements',
    license(),
    { ...other, key: ['MyEsri'] },
    { ...file, as: 'entitlements' },
  ),
  kind(
    'file.otherKind',
    'assignments for entitlements',
    wish([ann], 'desktopStdN'),
    { ...other, key: ['users'] },
    { ...file, as: 'entitlements' },
  ),
  kind(
    'file.otherKind',
    'returned for a license',
    returned(row(ann, 'desktopStdN')),
    { ...other, key: ['userEntitlements'] },
    { ...file, as: 'portalLicense' },
  ),
  ...[
    { cannotBeImported: label, answers: {} },
    { portal: 'Riverbend', cannotBeImported: label },
    { cannotBeImported: label, answers: { license: { userTypes: [], currentRegisteredMembers: 1 } } },
    { cannotBeImported: label, maximumRegisteredMembers: 2, currentRegisteredMembers: 1 },
    { takenAt: 0, cannotBeImported: true, answers: [{ purchases: [] }] },
  ].map(value => kind('file.keptAnswers', JSON.stringify(value), value, kept)),
  ...['{}', '{ // rules\n}', 'hello', '{"rules": [', '\uFEFF[]'].map(text =>
    plainMutation('file.licensePolicy', text, text, [said('error', 'file.licensePolicy', first)], {
      ...policy,
      as: 'licensePolicy',
    }),
  ),
];

/** 200 problems are shown, and one line more says how many there are besides. */
const many: readonly Mutation[] = [201, 202, 250, 1000, 3000].map(count =>
  jsonMutation(
    'json.tooMany',
    `${count} unknown members`,
    () => manyUnknown(count),
    root =>
      ({ span }) => {
        const users = listOf(at(root, 'users')).items.slice(0, 200).map(span);
        return [
          ...users.map(one => said('warning', 'lint.unknownMember', one)),
          said('information', 'json.tooMany', users[0] ?? first),
        ];
      },
    { ...portal, facts: { ...legacy, holders: {} } },
  ),
);

const quotes: readonly Mutation[] = [
  'user,name\nana,Ana\n«"ben,Ben»\n',
  'user\n«"ana»',
  '\uFEFFuser;listing\r\nana;x\r\n«"ben"x;y»\r\n',
  'user,entitlements\n«an"a,x»\n',
  'user\tlisting\n«"Zoë 😀\tx»\n',
  '«"user,name»\nana,Ana',
].map(marked => {
  const [offset, close] = [marked.indexOf('«'), marked.indexOf('»') - 1];
  return plainMutation(
    'roster.quotes',
    JSON.stringify(marked),
    marked.replace(/[«»]/g, ''),
    [said('error', 'roster.quotes', { offset, length: close - offset })],
    { name: 'a.csv' },
  );
});

export const jsonMutations: readonly Mutation[] = [
  ...syntax,
  ...broken,
  ...hopeless,
  ...kinds,
  ...many,
  ...quotes,
];
export { bases };
