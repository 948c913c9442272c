import path from 'node:path';

/** Root of the project: the folder that holds `package.json` of the extension. */
export const projectRoot = path.resolve(__dirname, '..', '..');

/** Git-ignored folder for everything that is downloaded or made for running VS Code here. */
export const cacheFolder = path.join(projectRoot, '.vscode-test');
