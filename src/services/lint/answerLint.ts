// The thread's side of a check: keeps the texts and facts it was given last, and answers one request after the other.
import { fileSubject } from '../../core/files/fileSubject';
import { hoverAt } from '../../core/files/lint/hoverAt';
import { lintFile } from '../../core/files/lint/lintFile';
import type { LintInput, PortalFacts } from '../../core/files/lint/lintTypes';
import { messageOf } from '../../core/problem';
import type { LintAnswers, LintQuestion, LintReply, LintRequest } from './lintMessages';

/** A few files are open at a time, each with one text and one set of facts. */
const mostKept = 6;

/** Answers requests. Never throws: what fails is said in the reply, without anything of the text. */
export function createLintAnswers(): (request: LintRequest) => LintReply {
  const texts = new Map<string, string>();
  const facts = new Map<string, PortalFacts>();
  return ({ id, question, text, facts: newFacts }) => {
    if (text !== undefined) keep(texts, question.textKey, text);
    const factsKey = question.op === 'subject' ? undefined : question.factsKey;
    if (factsKey !== undefined && newFacts !== undefined) keep(facts, factsKey, newFacts);
    const known = texts.get(question.textKey);
    const knownFacts = factsKey === undefined ? undefined : facts.get(factsKey);
    if (known === undefined || (factsKey !== undefined && knownFacts === undefined))
      return { id, state: 'missing' };
    try {
      return { id, state: 'done', answer: answer(question, known, knownFacts) };
    } catch (error) {
      return { id, state: 'failed', message: messageOf(error) };
    }
  };
}

function answer(
  question: LintQuestion,
  text: string,
  facts: PortalFacts | undefined,
): LintAnswers[LintQuestion['op']] {
  const { name, as } = question;
  if (question.op === 'subject') return fileSubject(name, text, as);
  const input: LintInput = {
    ...question.settings,
    name,
    text,
    ...(as === undefined ? {} : { as }),
    ...(facts === undefined ? {} : { facts }),
  };
  return question.op === 'hover' ? hoverAt(input, question.offset) : lintFile(input);
}

function keep<T>(kept: Map<string, T>, key: string, value: T): void {
  kept.delete(key);
  kept.set(key, value);
  for (const oldest of kept.keys()) {
    if (kept.size <= mostKept) break;
    kept.delete(oldest);
  }
}
