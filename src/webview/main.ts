// The one script of all pages, so that the elements and the drawing that they share ship once; the page says which of them it is.
import { startCharts } from './charts';
import { startMatrix } from './matrix';
import { startSimulation } from './simulation';
import { registerToolkit } from './toolkit';

const pages: Readonly<Record<string, (root: HTMLElement) => Promise<void>>> = {
  charts: startCharts,
  matrix: startMatrix,
  simulation: startSimulation,
};

registerToolkit();
const root = document.getElementById('page');
if (root !== null) {
  pages[root.dataset['page'] ?? '']?.(root).catch((error: unknown) => {
    // The words come with the answer that did not come: what is left is the message itself.
    root.textContent = error instanceof Error ? error.message : String(error);
  });
}
