// fast-web-utilities, below the toolkit, asks whether the browser knows `:focus-visible` by appending an empty <style> element when its
// module is evaluated. The page's policy refuses inline styles, so that the probe would be a violation, and the answer wrong. Imported
// before the toolkit, this gives the probe a constructed style sheet instead; toolkit.ts ends it right after.
const xhtml = 'http://www.w3.org/1999/xhtml';

function createElement(name: string): Element {
  if (name !== 'style') return document.createElementNS(xhtml, name);
  const stand = document.createElementNS(xhtml, 'template');
  Object.defineProperty(stand, 'sheet', { value: new CSSStyleSheet() });
  return stand;
}
Object.defineProperty(document, 'createElement', { value: createElement, configurable: true });

/** Gives `document.createElement` back as it was. */
export function endStyleProbe(): void {
  Reflect.deleteProperty(document, 'createElement');
}
