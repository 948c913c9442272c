// The simulation page: asks the host for words and data, shows them, and tells the host what the administrator wants.
import { count } from '../core/format';
import { isSimulationEvent, simulationCalls } from '../shared/simulation';
import { fill } from '../shared/strings';
import { connectHost } from './host';
import { createSimulationPage } from './simulationPage';
import { watchTheme } from './theme';

/** The subject looked at when the panel was hidden: an id, nothing else is kept. */
function keptSubject(state: unknown): string | undefined {
  if (typeof state !== 'object' || state === null || !('subject' in state)) return undefined;
  return typeof state.subject === 'string' ? state.subject : undefined;
}

/** Fills the page; rejects where the host does not answer. */
export async function startSimulation(root: HTMLElement): Promise<void> {
  const {
    vscode,
    port,
    calls: host,
  } = connectHost(simulationCalls, (calls, violation) => calls.call('reportViolation', violation));
  const { strings, data } = await host.call('start', null);
  const page = createSimulationPage(root, strings, keptSubject(vscode.getState()), {
    members: (shortage, list, from) => host.call('members', { shortage, list, start: from }),
    copyNames: async (shortage, list) => {
      const { copied } = await host.call('copyNames', { shortage, list });
      return fill(strings.copied, count(copied, strings.language));
    },
    again: () => host.call('again', null),
    plan: () => host.call('plan', null),
    saveMarkdown: async () => (await host.call('saveMarkdown', null)).saved,
    savePicture: async (subject, png) => (await host.call('savePicture', { subject, png })).saved,
    looked: subject => vscode.setState({ subject }),
  });
  port.listen(message => {
    if (!isSimulationEvent(message)) return;
    if (message.name === 'data') page.update(message.value);
    else page.fileChanged();
  });
  watchTheme(() => page.repaint());
  page.update(data);
}
