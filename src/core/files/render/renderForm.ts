// A normal form as JSON text, made for a diff editor: a line per fact, and no line that differs because of its neighbours.
import { l10n } from '../../l10n';
import type { Steps } from '../../steps';
import { atOnce } from '../../steps';
import { licenseDateText } from '../licenseDate';
import type { FormEntry, FormGroup, FormPair, FormPart, FormSection, NormalForm } from './normalForm';
import { entryKey } from './normalForm';

export interface RenderedForm {
  readonly text: string;
  /** Line (from 0) of each entry by {@link entryKey}; of a group's last line and of a part with an empty entry, or group. */
  readonly lines: ReadonlyMap<string, number>;
}

/**
 * Both sides of a comparison. Each object ends in a line that is there on both sides (a sum, what is not compared), so that the comma that JSON
 * wants between entries never makes a line differ that says the same.
 */
export function renderForms(pair: FormPair): RenderedForms {
  return atOnce(renderSteps(pair));
}

export interface RenderedForms {
  readonly portal: RenderedForm;
  readonly file: RenderedForm;
}

/** {@link renderForms} in small steps: between any two, whoever takes them can pause. */
export function* renderSteps(pair: FormPair): Steps<RenderedForms> {
  return { portal: yield* renderForm(pair.portal, pair), file: yield* renderForm(pair.file, pair) };
}

function* renderForm(form: NormalForm, { notCompared }: FormPair): Steps<RenderedForm> {
  const writer = new Writer();
  writer.open();
  writer.value(l10n.t('compared'), JSON.stringify(form.subject));
  for (const part of form.parts) yield* renderPart(writer, part);
  if (notCompared.length === 0) writer.value(l10n.t('not compared'), '[]', true);
  else {
    writer.line(`${JSON.stringify(l10n.t('not compared'))}: [`);
    writer.indent(1);
    notCompared.forEach((text, index) => {
      writer.line(`${JSON.stringify(text)}${index === notCompared.length - 1 ? '' : ','}`);
    });
    writer.indent(-1);
    writer.line(']');
  }
  writer.close(true);
  return { text: writer.text(), lines: writer.lines };
}

function* renderPart(writer: Writer, part: FormPart): Steps<void> {
  writer.lines.set(entryKey(part.id, '', ''), writer.count);
  writer.open(part.title);
  for (const [index, group] of part.groups.entries()) {
    renderGroup(writer, part, group, index === part.groups.length - 1);
    yield;
  }
  writer.close();
}

function renderGroup(writer: Writer, part: FormPart, group: FormGroup, isLast: boolean): void {
  const { title, entries, section } = group;
  if (title !== undefined) writer.open(title);
  entries.forEach((entry, index) => {
    writer.lines.set(entryKey(part.id, group.id, entry.id), writer.count);
    // Entries without a title stand in the part itself, and are the same ones on both sides.
    const ends = title === undefined && isLast && index === entries.length - 1;
    writer.value(entry.label, valueText(section, entry), ends);
  });
  if (title === undefined) return;
  writer.lines.set(entryKey(part.id, group.id, ''), writer.count);
  writer.value(...total(section, entries), true);
  writer.close(isLast);
}

function total(section: FormSection, entries: readonly FormEntry[]): readonly [string, string] {
  if (section === 'member') return [l10n.t('entitlements in all'), String(entries.length)];
  if (section === 'capability') return [l10n.t('capabilities in all'), String(entries.length)];
  const seats = entries.reduce((sum, entry) => sum + (entry.seats ?? 0), 0);
  return [l10n.t('seats in all'), String(seats)];
}

function valueText(section: FormSection, { seats, ends, text }: FormEntry): string {
  if (text !== undefined) return JSON.stringify(text);
  if (section === 'member') return 'true';
  if (section === 'entitlement' || section === 'fact') return String(seats ?? 0);
  const facts = [
    ...(seats === undefined ? [] : [`${JSON.stringify(l10n.t('seats'))}: ${seats}`]),
    ...(ends === undefined
      ? []
      : [`${JSON.stringify(l10n.t('ends'))}: ${JSON.stringify(licenseDateText(ends))}`]),
  ];
  return facts.length === 0 ? JSON.stringify(l10n.t('licensed')) : `{ ${facts.join(', ')} }`;
}

/** The line of an entry; where a text does not have it, the line before which it would stand, or that of its part; the first line at last. */
export function lineOf({ lines }: RenderedForm, key: string): number {
  const [part = '', group = ''] = JSON.parse(key) as readonly (string | undefined)[];
  return lines.get(key) ?? lines.get(entryKey(part, group, '')) ?? lines.get(entryKey(part, '', '')) ?? 0;
}

class Writer {
  readonly lines = new Map<string, number>();
  readonly #out: string[] = [];
  #depth = 0;

  get count(): number {
    return this.#out.length;
  }

  line(text: string): void {
    this.#out.push(`${'  '.repeat(this.#depth)}${text}`);
  }

  indent(by: number): void {
    this.#depth += by;
  }

  open(key?: string): void {
    this.line(key === undefined ? '{' : `${JSON.stringify(key)}: {`);
    this.indent(1);
  }

  close(isLast = false): void {
    this.indent(-1);
    this.line(isLast ? '}' : '},');
  }

  value(key: string, json: string, isLast = false): void {
    this.line(`${JSON.stringify(key)}: ${json}${isLast ? '' : ','}`);
  }

  text(): string {
    return `${this.#out.join('\n')}\n`;
  }
}
