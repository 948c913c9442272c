// What the project says of its own files: in comments, and in the settings for working on it.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../../host/paths';
import { readProjectFile } from './manifestFile';
import { projectFiles } from './projectFiles';

const isThere = (file: string): boolean => existsSync(path.join(projectRoot, file));
const sources = projectFiles(projectRoot).filter(
  file => /^(src|scripts|test)\/.*\.[cm]?[jt]s$/.test(file) && isThere(file),
);

interface LaunchFile {
  readonly configurations: readonly {
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>>;
    readonly program?: string;
    readonly preLaunchTask?: string;
  }[];
}

describe('a reference of the project to itself', () => {
  it('in a comment names a file that exists', () => {
    const found = sources.flatMap(file =>
      readProjectFile(file)
        .split('\n')
        .filter(line => /^\s*(\/\/|\/?\*)/.test(line))
        .flatMap(line => line.match(/\b(?:src|scripts|test)\/[\w./-]+\.(?:[cm]?ts|[cm]?js|json)\b/g) ?? [])
        .filter(named => !isThere(named))
        .map(named => `${file} names ${named}`),
    );
    assert.deepEqual(found, []);
  });

  it('in launch.json names tasks and files that exist and variables that are read', () => {
    const { configurations } = JSON.parse(readProjectFile('.vscode/launch.json')) as LaunchFile;
    const { tasks } = JSON.parse(readProjectFile('.vscode/tasks.json')) as {
      tasks: readonly { label: string }[];
    };
    const code = sources.map(readProjectFile).join('\n');
    assert.ok(configurations.length > 0);
    for (const { args, env = {}, program = '', preLaunchTask } of configurations) {
      for (const name of Object.keys(env))
        assert.ok(code.includes(`env['${name}']`), `nothing reads ${name}`);
      for (const [, file = ''] of [...args, program].join('\n').matchAll(/\$\{workspaceFolder\}\/(.+)/g))
        // What npm puts there is no file of the project.
        assert.ok(isThere(file) || file.startsWith('node_modules/'), `${file} is not there`);
      if (preLaunchTask !== undefined)
        assert.ok(
          tasks.some(({ label }) => label === preLaunchTask),
          preLaunchTask,
        );
    }
  });
});
