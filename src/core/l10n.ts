// Texts for people from the folders that import no vscode. Each bundle hands the editor's translation in once, through ui/language.ts.

/** `text` is the English one and the key of the l10n bundle; `{0}` in it is the first argument. */
export type Translate = (text: string, ...args: readonly (string | number)[]) => string;

/** Says a text as it is written, with its arguments. */
export const inEnglish: Translate = (text, ...args) =>
  text.replace(/\{(\d+)\}/g, (whole, index: string) => String(args[Number(index)] ?? whole));

let translate = inEnglish;

/** Says every text from now on in the language of `into`; without one, in English. */
export function useLanguage(into: Translate = inEnglish): void {
  translate = into;
}

/** Named like `vscode.l10n`, so that its texts are found for translation the same way (`npm run l10n`). Call it when a text is shown, never while a module loads. */
export const l10n = { t: ((text, ...args) => translate(text, ...args)) as Translate };
