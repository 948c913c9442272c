// What a JSON schema says of a place in a file: for files that an administrator says to be ours, whose names VS Code's own JSON support has no schema for.

/** The part of JSON Schema (draft 7) that our schemas use. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly definitions?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly anyOf?: readonly (JsonSchema | boolean)[];
  readonly allOf?: readonly (JsonSchema | boolean)[];
  readonly properties?: Readonly<Record<string, JsonSchema | boolean>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema | boolean;
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly type?: string | readonly string[];
}

export interface SchemaKey {
  readonly name: string;
  readonly description?: string;
  /** What a value of it may begin with, as JSON; empty where that is open. */
  readonly start: '' | '""' | '{}' | '[]';
}

/** More schemas than that never apply to one place; a schema that refers to itself ends here. */
const mostSchemas = 200;

/**
 * @param start name of the definition that the file is of
 * @param path keys and indices from the root of the file
 * @returns its description, the first that there is; undefined where the schema does not know the place
 */
export function descriptionAt(
  schema: JsonSchema,
  start: string,
  path: readonly (string | number)[],
): string | undefined {
  return schemasAt(schema, start, path).find(one => one.description !== undefined)?.description;
}

/** The keys that the object at the path may have, each once, in the order of the schema. Arguments as above. */
export function keysAt(
  schema: JsonSchema,
  start: string,
  path: readonly (string | number)[],
): readonly SchemaKey[] {
  const keys = new Map<string, SchemaKey>();
  for (const one of schemasAt(schema, start, path)) {
    for (const [name, value] of Object.entries(one.properties ?? {})) {
      if (keys.has(name) || typeof value === 'boolean') continue;
      const all = expanded(schema, [value]);
      const description = all.find(each => each.description !== undefined)?.description;
      keys.set(name, { name, start: startOf(all), ...(description === undefined ? {} : { description }) });
    }
  }
  return [...keys.values()];
}

/** The texts that may stand at the path. Arguments as above. */
export function textsAt(
  schema: JsonSchema,
  start: string,
  path: readonly (string | number)[],
): readonly string[] {
  const all = schemasAt(schema, start, path).flatMap(one => one.enum ?? []);
  return [...new Set(all.filter(one => typeof one === 'string'))];
}

function schemasAt(
  schema: JsonSchema,
  start: string,
  path: readonly (string | number)[],
): readonly JsonSchema[] {
  let here = expanded(schema, [definition(schema, start)]);
  for (const step of path) {
    const next = here.flatMap(one => {
      if (typeof step === 'number') return [one.items];
      const own = one.properties;
      return [own !== undefined && Object.hasOwn(own, step) ? own[step] : one.additionalProperties];
    });
    here = expanded(schema, next);
  }
  return here;
}

/** The schemas and those that they consist of. What a reference says beside it counts as well, and first: it is of this place. */
function expanded(
  schema: JsonSchema,
  some: readonly (JsonSchema | boolean | undefined)[],
): readonly JsonSchema[] {
  const found: JsonSchema[] = [];
  const waiting = [...some];
  for (let one = waiting.shift(); found.length < mostSchemas; one = waiting.shift()) {
    if (one === undefined && waiting.length === 0) break;
    if (typeof one !== 'object') continue;
    found.push(one);
    const referred =
      one.$ref === undefined ? [] : [definition(schema, one.$ref.replace('#/definitions/', ''))];
    waiting.unshift(...referred, ...(one.allOf ?? []), ...(one.anyOf ?? []));
  }
  return found;
}

function definition({ definitions = {} }: JsonSchema, name: string): JsonSchema | undefined {
  const found = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
  return typeof found === 'object' ? found : undefined;
}

function startOf(all: readonly JsonSchema[]): SchemaKey['start'] {
  const type = all.find(one => typeof one.type === 'string')?.type;
  return type === 'object' ? '{}' : type === 'array' ? '[]' : type === 'string' ? '""' : '';
}
