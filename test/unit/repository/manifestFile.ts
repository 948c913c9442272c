import { readFileSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../host/paths';

/** What these tests read of `package.json`. */
export interface ManifestFile {
  readonly name: string;
  readonly engines: Readonly<Record<string, string>>;
  readonly scripts: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
}

/** Text of a file of the project. */
export function readProjectFile(file: string): string {
  return readFileSync(path.join(projectRoot, file), 'utf8');
}

export function readManifest(): ManifestFile {
  return JSON.parse(readProjectFile('package.json')) as ManifestFile;
}
