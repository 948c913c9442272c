// The panel of one simulation: a page that shows the last run, and answers what its buttons and lists ask for.
import * as vscode from 'vscode';
import { DisposableStore } from '../../core/emitter';
import type { Disposable } from '../../core/emitter';
import { inertLabel } from '../../core/inertText';
import { timelineMarkdown } from '../../core/timeline/timelineMarkdown';
import type { PortalId } from '../../core/ids';
import { simulationCalls } from '../../shared/simulation';
import type { SimulationCalls, SimulationEvent } from '../../shared/simulation';
import { serveCalls } from '../../shared/rpc';
import type { Handlers } from '../../shared/rpc';
import type { App } from '../app';
import { proposedName, saveFile } from '../saveFile';
import { fillPanel, newPanel, portOf } from '../webviewPage';
import type { ReductionChoice, ReductionOffer } from './reductionOffer';
import type { Simulated } from './runSimulation';
import { memberNames, memberRows } from './simulationShortages';
import { simulationStrings } from './simulationStrings';

const viewType = 'arcgisEntitlements.simulation';

/** What a panel simulates, and how. */
export interface PanelSubject {
  readonly portalId: PortalId;
  readonly portalName: string;
  readonly fileName?: string;
  /** The file whose edits make the simulation out of date. */
  readonly uri?: vscode.Uri;
  /** Title of the plan of reductions. */
  readonly planTitle: string;
  /** Simulates anew, with everything read from the portal. Undefined when the administrator gave up. */
  readonly again: () => Promise<Simulated | undefined>;
}

export interface SimulationPanel extends Disposable {
  /** Shows another run, and brings the panel to the front. */
  show(run: Simulated): void;
}

/** Opens a panel beside nothing: in the active group. @param closed told once, when it is gone */
export function openSimulation(
  app: App,
  subject: PanelSubject,
  first: Simulated,
  closed: () => void,
): SimulationPanel {
  const store = new DisposableStore();
  const extension = app.context.extensionUri;
  let run = first;
  let isOutOfDate = false;
  const panel = newPanel(viewType, titleOf(subject), extension);
  const post = (event: SimulationEvent): void => void panel.webview.postMessage(event);
  const use = (next: Simulated): void => {
    run = next;
    isOutOfDate = false;
    post({ kind: 'event', name: 'data', value: run.data });
  };

  const handlers: Handlers<SimulationCalls> = {
    start: () => {
      // After the answer, so that the page stands already.
      if (isOutOfDate) setTimeout(() => post({ kind: 'event', name: 'fileChanged' }));
      return Promise.resolve({ strings: simulationStrings(), data: run.data });
    },
    members: ({ shortage, list, start }) =>
      Promise.resolve(memberRows(run.timeline, shortage, list, start, vscode.env.language)),
    copyNames: async ({ shortage, list }) => {
      const names = memberNames(run.timeline, shortage, list);
      await vscode.env.clipboard.writeText(names.join('\n'));
      return { copied: names.length };
    },
    again: async () => {
      const next = await subject.again();
      if (next !== undefined) use(next);
      return null;
    },
    plan: async () => {
      const chosen = run.offer === undefined ? undefined : await pickReduction(run.offer);
      if (chosen !== undefined) {
        await app.plans.propose({
          portalId: subject.portalId,
          title: subject.planTitle,
          changes: chosen.reductions.changes,
        });
      }
      return null;
    },
    saveMarkdown: async () => ({
      saved: await saveFile(new TextEncoder().encode(reportOf(run, subject)), fileName('md'), {
        Markdown: ['md'],
      }),
    }),
    savePicture: async ({ png }) => ({
      saved: await saveFile(png, fileName('png'), { [vscode.l10n.t('PNG image')]: ['png'] }),
    }),
    reportViolation: ({ directive, blocked }) => {
      app.log.error(`Simulation page: the content security policy refused ${directive} from ${blocked}.`);
      return Promise.resolve(null);
    },
  };
  const fileName = (extensionOfFile: string): string =>
    proposedName(['simulation', ...namesOf(subject)], run.timeline.now, extensionOfFile);

  store.add(
    serveCalls(portOf(panel.webview), simulationCalls, handlers, what =>
      app.log.warn(`Simulation page: refused ${what}.`),
    ),
  );
  const { uri } = subject;
  if (uri !== undefined) {
    store.add(
      vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
        if (contentChanges.length === 0 || document.uri.toString() !== uri.toString()) return;
        isOutOfDate = true;
        post({ kind: 'event', name: 'fileChanged' });
      }),
    );
  }
  panel.onDidDispose(() => {
    store.dispose();
    closed();
  });
  fillPanel(panel, extension, {
    icon: 'charts',
    page: 'simulation',
    style: 'simulation.css',
    title: vscode.l10n.t('Simulation'),
  });
  return {
    show(next) {
      use(next);
      panel.reveal();
    },
    dispose: () => {
      panel.dispose();
    },
  };
}

const namesOf = ({ fileName, portalName }: PanelSubject): readonly string[] =>
  fileName === undefined ? [portalName] : [fileName, portalName];

const titleOf = (subject: PanelSubject): string =>
  vscode.l10n.t('Simulation: {0}', namesOf(subject)[0] ?? '');

/** With the reductions of all shortages, which are the last choice. */
function reportOf({ timeline, others, offer }: Simulated, { fileName, portalName }: PanelSubject): string {
  const reductions = offer?.choices.at(-1)?.reductions;
  return timelineMarkdown({
    timeline,
    portalName,
    others,
    ...(fileName === undefined ? {} : { fileName }),
    ...(reductions === undefined ? {} : { reductions }),
  });
}

/** Asks where there is a choice: the fewest for the first shortage, or for all. */
async function pickReduction({ choices }: ReductionOffer): Promise<ReductionChoice | undefined> {
  if (choices.length < 2) return choices[0];
  const items: readonly (vscode.QuickPickItem & { readonly choice: ReductionChoice })[] = choices.map(
    choice => ({ label: inertLabel(choice.label), detail: inertLabel(choice.detail), choice }),
  );
  const picked = await vscode.window.showQuickPick(items, {
    placeHolder: vscode.l10n.t('Which shortages shall the plan avoid?'),
  });
  return picked?.choice;
}
