// The simulation page: what is simulated, when seats first fall short, the chart and its table, who is over and who is locked out. Knows nothing of messages.
import { fill } from '../shared/strings';
import type { SimulationData, SimulationShortage, SimulationStrings } from '../shared/simulation';
import { createChoice } from './choice';
import { element, icon } from './dom';
import { memberList } from './memberList';
import type { MemberRows } from './memberList';
import { createSeatsTable } from './seatsTable';
import { showStepLegend } from './stepLegend';
import { stepPicture } from './stepPicture';
import { stepSpec } from './stepSpec';
import { createStepView } from './stepView';

/** What the page asks for; every one may fail, and the page then shows the message. */
export interface SimulationActions {
  members(shortage: string, list: 'over' | 'locked', start: number): Promise<MemberRows>;
  /** What was copied, in words. */
  copyNames(shortage: string, list: 'over' | 'locked'): Promise<string>;
  again(): Promise<unknown>;
  plan(): Promise<unknown>;
  /** True when it was saved. */
  saveMarkdown(): Promise<boolean>;
  savePicture(subject: string, png: Uint8Array): Promise<boolean>;
  /** The administrator looks at another subject: remembered for as long as the panel lives. */
  looked(subject: string): void;
}

export interface SimulationPage {
  update(data: SimulationData): void;
  /** The file was edited since: what is shown is not what it says now. */
  fileChanged(): void;
  /** Draws anew with the colours of now. */
  repaint(): void;
}

const saveIcon = 'M8 1v8.3l2.6-2.6.8.7L7.5 11.3 3.6 7.4l.8-.7L7 9.3V1h1zM2 13h11v1H2v-1z';
const againIcon = 'M13 2v4H9V5h2.3A4.5 4.5 0 1 0 12.5 8h1A5.5 5.5 0 1 1 12 4.1V2h1z';

/** Builds the page into `root` for the first time. @param subject what was looked at when the panel was hidden */
export function createSimulationPage(
  root: HTMLElement,
  s: SimulationStrings,
  subject: string | undefined,
  actions: SimulationActions,
): SimulationPage {
  let data: SimulationData | undefined;
  let chosen = subject;
  let steady = false;
  const opened = new Set<string>();

  const live = element('div', { class: 'spoken', attributes: { 'aria-live': 'polite', role: 'status' } });
  const say = (text: string): void => {
    live.textContent = text;
  };
  const toast = element('div', { class: 'notice toast', attributes: { hidden: '' } });
  const tell = (text: string, tone: 'info' | 'warning' | 'error'): void => {
    toast.className = `notice toast ${tone}`;
    toast.textContent = text;
    toast.hidden = false;
    say(text);
  };
  /** Runs what a button asks for; the button waits meanwhile, and a failure is told. */
  const run = (button: { disabled: boolean }, work: () => Promise<string | undefined>): void => {
    button.disabled = true;
    work()
      .then(
        text => {
          if (text !== undefined) tell(text, 'info');
        },
        (error: unknown) =>
          tell(fill(s.failed, error instanceof Error ? error.message : String(error)), 'error'),
      )
      .finally(() => {
        button.disabled = false;
      });
  };
  const button = (
    id: string,
    label: string,
    path: string | undefined,
    work: () => Promise<string | undefined>,
    appearance: 'primary' | 'secondary' = 'secondary',
  ): HTMLElement & { disabled: boolean } => {
    const made = element(
      'vscode-button',
      { attributes: { id, appearance }, on: { click: () => run(made, work) } },
      ...(path === undefined ? [] : [icon(path)]),
      label,
    );
    return made;
  };

  const heading = element('h1', {});
  const plan = button(
    'plan',
    s.planReduction,
    undefined,
    async () => {
      await actions.plan();
      return undefined;
    },
    'primary',
  );
  const again = button('again', s.again, againIcon, async () => {
    say(s.simulating);
    await actions.again();
    return undefined;
  });
  const markdown = button('saveMarkdown', s.saveMarkdown, saveIcon, async () =>
    (await actions.saveMarkdown()) ? s.saved : undefined,
  );
  const picture = button('savePicture', s.savePicture, saveIcon, async () => {
    const looked = inView();
    if (data === undefined || looked === undefined) return undefined;
    const png = await stepPicture(stepSpec(data, looked, s), data.title, s);
    return (await actions.savePicture(looked.key, png)) ? s.saved : undefined;
  });

  const facts = element('dl', { class: 'facts' });
  const verdict = element('p', { class: 'verdict' });
  const planText = element('p', { class: 'quiet plan-text' });
  const notices = element('div', { class: 'notices' });
  const subjects = createChoice('subject', s.subject, key => look(key));
  const steadyBox = element('vscode-checkbox', { attributes: { id: 'steady' } });
  steadyBox.addEventListener('change', () => {
    if (steadyBox.checked === steady) return;
    steady = steadyBox.checked;
    showSeats();
  });
  const legend = element('ul', { class: 'legend', attributes: { 'aria-label': s.legend } });
  const chart = createStepView(say);
  const table = createSeatsTable(s, key => look(key));
  const chartSection = section(
    'seats-heading',
    s.chart,
    element('div', { class: 'controls' }, subjects.root),
    legend,
    chart.root,
    element('div', { class: 'controls table-controls' }, steadyBox),
    table.root,
    element('p', { class: 'spoken', attributes: { id: 'chart-hint' } }, s.chartHint),
  );
  const shortages = element('div', { class: 'shortages' });
  const shortageSection = section('shortages-heading', s.shortages, shortages);
  const unknown = element('ul', { class: 'unknown' });
  const unknownSection = section('unknown-heading', s.notKnownHeading, unknown);
  const nothing = element('p', { class: 'quiet' }, s.nothing);

  root.classList.add('simulation');
  root.replaceChildren(
    element(
      'header',
      { class: 'head' },
      heading,
      element('div', { class: 'tools' }, again, markdown, picture),
    ),
    toast,
    facts,
    verdict,
    element('div', { class: 'act' }, plan, planText),
    notices,
    nothing,
    chartSection,
    shortageSection,
    unknownSection,
    live,
  );

  function inView(): SimulationData['subjects'][number] | undefined {
    return (
      data?.subjects.find(one => one.key === chosen) ??
      data?.subjects.find(one => one.key === data?.focus) ??
      data?.subjects[0]
    );
  }

  function look(key: string): void {
    if (key === chosen) return;
    chosen = key;
    actions.looked(key);
    showSeats();
  }

  function showSeats(): void {
    if (data === undefined) return;
    const looked = inView();
    const still = data.subjects.filter(one => !one.changes && one.cells.every(cell => cell.over === 0));
    chartSection.hidden = looked === undefined;
    nothing.hidden = looked !== undefined;
    if (looked === undefined) return;
    subjects.show(
      data.subjects.map(({ key, label, group }) => ({
        value: key,
        label: group === undefined ? label : `${label} · ${group}`,
      })),
      looked.key,
    );
    const spec = stepSpec(data, looked, s);
    showStepLegend(legend, spec, s);
    chart.update(spec, s.language);
    // Where nothing changes at all, the table shows everything rather than nothing.
    const hides = still.length > 0 && still.length < data.subjects.length;
    steadyBox.hidden = !hides;
    steadyBox.textContent = fill(s.showSteady, String(still.length));
    const shown = hides && !steady ? data.subjects.filter(one => !still.includes(one)) : data.subjects;
    table.update(data, shown, looked.key);
  }

  function shortageBlock(shortage: SimulationShortage, isFirst: boolean): HTMLElement {
    const lists = (['over', 'locked'] as const).map(kind => {
      const id = `${kind} ${shortage.key}`;
      const list = memberList(shortage[kind], s, opened.has(id) || (isFirst && kind === 'over'), {
        read: start => actions.members(shortage.key, kind, start),
        copy: made => run(made, () => actions.copyNames(shortage.key, kind)),
        say,
      });
      list.classList.add(kind);
      list.addEventListener('toggle', () => {
        if (list instanceof HTMLDetailsElement && list.open) opened.add(id);
        else opened.delete(id);
      });
      return list;
    });
    return element(
      'article',
      { class: 'shortage' },
      element('h3', {}, shortage.heading),
      element('p', { class: 'quiet' }, shortage.when),
      element(
        'p',
        {},
        element(
          'button',
          {
            class: 'row-link',
            attributes: { type: 'button' },
            on: {
              click: () => {
                look(shortage.subject);
                chart.root.scrollIntoView({ block: 'center' });
                chart.root.focus();
              },
            },
          },
          s.showInChart,
        ),
      ),
      element('div', { class: 'lists' }, ...lists),
    );
  }

  return {
    update(next) {
      const before = data?.verdict.text;
      data = next;
      heading.textContent = next.title;
      facts.replaceChildren(
        ...next.facts.map(({ label, text }) =>
          element('div', {}, element('dt', {}, label), element('dd', {}, text)),
        ),
      );
      verdict.textContent = next.verdict.text;
      verdict.className = `verdict ${next.verdict.tone}`;
      plan.hidden = next.plan === undefined;
      planText.textContent = next.plan?.text ?? '';
      planText.hidden = next.plan === undefined;
      notices.replaceChildren(
        ...next.notices.map(({ tone, text }) => element('div', { class: `notice ${tone}` }, text)),
      );
      shortages.replaceChildren(...next.shortages.map((one, at) => shortageBlock(one, at === 0)));
      shortageSection.hidden = next.shortages.length === 0;
      unknown.replaceChildren(...next.unknown.map(text => element('li', {}, text)));
      unknownSection.hidden = next.unknown.length === 0;
      picture.hidden = next.subjects.length === 0;
      toast.hidden = true;
      showSeats();
      if (before !== next.verdict.text) say(next.verdict.text);
    },
    fileChanged() {
      tell(s.fileChanged, 'warning');
    },
    repaint() {
      const looked = inView();
      if (data !== undefined && looked !== undefined) showStepLegend(legend, stepSpec(data, looked, s), s);
      chart.repaint();
    },
  };
}

function section(id: string, title: string, ...children: readonly HTMLElement[]): HTMLElement {
  return element(
    'section',
    { attributes: { 'aria-labelledby': id } },
    element('h2', { attributes: { id } }, title),
    ...children,
  );
}
