import type { Member } from './model';
import { keyOf } from './model';
import type { State } from './state';

type Test = (member: Member) => boolean;

const fields: Readonly<Record<string, (member: Member) => string>> = {
  username: member => member.username,
  fullname: member => member.fullName,
  firstname: member => member.firstName,
  lastname: member => member.lastName,
  email: member => member.email ?? '',
  role: member => member.role,
  provider: member => member.provider,
  userlicensetype: member => member.userLicenseTypeId ?? '',
};

/** The words that a search finds someone by; made once per member, because names do not change. */
const wordsOf = new WeakMap<Member, readonly string[]>();

function searchWords(member: Member): readonly string[] {
  let words = wordsOf.get(member);
  if (words === undefined) {
    const names = [member.username, member.fullName, member.email ?? ''].map(name => name.toLowerCase());
    words = names.flatMap(name => [name, ...name.split(/[\s@._]+/)]);
    wordsOf.set(member, words);
  }
  return words;
}

/** One term of a query: `field:value*`, `appbundle: <id>`, or words that begin a word of a name. */
function termTest(state: State, field: string | undefined, value: string): Test {
  const text = value.replace(/^"|"$/g, '').toLowerCase();
  if (field === 'appbundle') {
    const bundle =
      state.bundles.get(text) ?? [...state.bundles.values()].find(one => one.id.toLowerCase() === text);
    return member => bundle?.holders.has(keyOf(member.username)) ?? false;
  }
  // Every member is of this organization.
  if (field === 'orgid') return () => true;
  const read = field === undefined ? undefined : fields[field];
  const prefix = text.endsWith('*') ? text.slice(0, -1) : undefined;
  if (read !== undefined) {
    return member => {
      const own = read(member).toLowerCase();
      return prefix === undefined ? own === text : own.startsWith(prefix);
    };
  }
  const start = prefix ?? text;
  return member => searchWords(member).some(word => word.startsWith(start));
}

/**
 * Members that a search finds: all terms of `q` (joined by AND or a blank) or, where it has OR, any of them; and, in `filter`, exact
 * fields (wire reference 6.5).
 */
export function searchMembers(state: State, q: string, filter: string): Member[] {
  const tests = (text: string): Test[] =>
    [...text.matchAll(/(?:(\w+)\s*:\s*)?("[^"]*"|[^\s()]+)/g)]
      .filter(match => match[1] !== undefined || !/^(AND|OR)$/i.test(match[2] ?? ''))
      .map(match => termTest(state, match[1]?.toLowerCase(), match[2] ?? ''));
  const wanted = tests(q === '*' ? '' : q);
  const exact = tests(filter);
  const isAnyEnough = /\sOR\s/i.test(q);
  return [...state.members.values()].filter(
    member =>
      exact.every(test => test(member)) &&
      (wanted.length === 0 ||
        (isAnyEnough ? wanted.some(test => test(member)) : wanted.every(test => test(member)))),
  );
}
