import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { projectRoot } from '../../host/paths';

/** One import, export-from or `import()` of a source file. */
export interface Import {
  /** Importing file, relative to the root of the project, with `/`. */
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
  /** True where nothing of it is left at run time. */
  readonly typeOnly: boolean;
  readonly dynamic: boolean;
}

/** Every TypeScript file under a folder, relative to the root of the project. */
export function sourceFiles(folder: string): string[] {
  return readdirSync(path.join(projectRoot, folder), { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.ts') && !file.endsWith('.d.ts'))
    .map(file => `${folder}/${file.split(path.sep).join('/')}`)
    .sort();
}

/** Reads the imports of one file. */
export function importsOfFile(file: string): Import[] {
  return importsOf(file, readFileSync(path.join(projectRoot, file), 'utf8'));
}

/** Reads the imports of a source text. */
export function importsOf(file: string, text: string): Import[] {
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.ES2023, true);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Expression, typeOnly: boolean, dynamic: boolean): void => {
    if (!ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart()).line + 1;
    found.push({ file, line, specifier: specifier.text, typeOnly, dynamic });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, isTypeOnly(node.importClause), false);
    } else if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined) {
      add(node, node.moduleSpecifier, node.isTypeOnly, false);
    } else if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
      const [specifier] = node.arguments;
      if (specifier !== undefined) add(node, specifier, false, true);
    } else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) {
      if (ts.isStringLiteral(node.argument.literal)) add(node, node.argument.literal, true, false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (clause === undefined) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = clause.namedBindings;
  if (clause.name !== undefined || named === undefined || !ts.isNamedImports(named)) return false;
  return named.elements.length > 0 && named.elements.every(element => element.isTypeOnly);
}

/** The file that a relative specifier means; undefined for packages. */
export function resolveImport(
  from: string,
  specifier: string,
  files: ReadonlySet<string>,
): string | undefined {
  if (!specifier.startsWith('.')) return undefined;
  const target = path.posix.join(path.posix.dirname(from), specifier);
  return [`${target}.ts`, `${target}/index.ts`, target].find(file => files.has(file));
}

/** One line for every import that crosses a border: file, line, what it imports, and why it may not. */
export function offences(
  imports: readonly Import[],
  borders: readonly {
    readonly folder: string;
    readonly forbidden: readonly {
      readonly pattern: string;
      readonly why: string;
      readonly typeOnly: boolean;
    }[];
  }[],
): string[] {
  return borders.flatMap(({ folder, forbidden }) =>
    imports
      .filter(({ file }) => file.startsWith(`src/${folder}/`))
      .flatMap(({ file, line, specifier, typeOnly }) =>
        forbidden
          .filter(rule => new RegExp(rule.pattern).test(specifier) && !(rule.typeOnly && typeOnly))
          .map(rule => `${file}:${line} imports '${specifier}': ${rule.why}`),
      ),
  );
}

/**
 * Finds files that need each other at run time while they load: a cycle of static imports that are not of types alone.
 * @param edges importing file to imported files.
 * @returns the files of each cycle found, in order, the first repeated at the end.
 */
export function cycles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const walk = (file: string, trail: readonly string[]): void => {
    const at = trail.indexOf(file);
    if (at !== -1) found.push([...trail.slice(at), file]);
    if (at !== -1 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) walk(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) walk(file, []);
  return found;
}
