import { z } from 'zod';
import { Config } from './schema.ts';

/** One key of the configuration, as `opsmith config schema` and the documentation show it. */
export interface ConfigKey {
  /** `models.timeoutMs` */
  path: string;
  /** `OPSMITH_MODELS_TIMEOUT_MS` */
  variable: string;
  /** JSON Schema types that it may have. */
  types: readonly string[];
  /** What is allowed, in words: `one of "auto", "none"`, `a whole number from 1`. */
  allowed: string;
  description: string;
  default: unknown;
}

interface JsonSchema {
  type?: string | string[];
  properties?: Record<string, JsonSchema>;
  description?: string;
  default?: unknown;
  enum?: unknown[];
  anyOf?: JsonSchema[];
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  items?: JsonSchema;
  pattern?: string;
}

let keys: readonly ConfigKey[] | null = null;

/** The configuration's JSON Schema, for editors. */
export function configJsonSchema(): Record<string, unknown> {
  return z.toJSONSchema(Config, { io: 'input' }) as Record<string, unknown>;
}

/** Every key with a value of its own, in the schema's order. */
export function configKeys(): readonly ConfigKey[] {
  keys ??= leaves(configJsonSchema() as JsonSchema, '');
  return keys;
}

function leaves(schema: JsonSchema, prefix: string): ConfigKey[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => {
    const path = prefix === '' ? name : `${prefix}.${name}`;
    if (inner.properties !== undefined) return leaves(inner, path);
    return [
      {
        path,
        variable: variableOf(path),
        types: typesOf(inner),
        allowed: allowedOf(inner),
        description: inner.description ?? '',
        default: inner.default,
      },
    ];
  });
}

/** `models.timeoutMs` is set by `OPSMITH_MODELS_TIMEOUT_MS`. */
function variableOf(path: string): string {
  const words = path.replaceAll('.', '_').replace(/([a-z0-9])([A-Z])/g, '$1_$2');
  return `OPSMITH_${words.toUpperCase()}`;
}

function typesOf(schema: JsonSchema): string[] {
  if (schema.anyOf) return schema.anyOf.flatMap(typesOf);
  return [schema.type ?? 'string'].flat();
}

function allowedOf(schema: JsonSchema): string {
  if (schema.anyOf) return schema.anyOf.map(allowedOf).join(' or ');
  if (schema.enum) return `one of ${schema.enum.map((value) => JSON.stringify(value)).join(', ')}`;
  const type = [schema.type ?? 'string'].flat()[0]!;
  if (type === 'integer' || type === 'number')
    return `a ${type === 'integer' ? 'whole ' : ''}number${rangeOf(schema)}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return `a list, each ${allowedOf(schema.items ?? {})}`;
  if (type === 'object') return 'an object';
  return type === 'null' ? 'null' : 'text';
}

function rangeOf(schema: JsonSchema): string {
  const isSafeLimit = (value: number | undefined) =>
    value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER;
  const from = schema.exclusiveMinimum !== undefined ? ` above ${schema.exclusiveMinimum}` : '';
  const low = isSafeLimit(schema.minimum) ? from : ` from ${schema.minimum}`;
  return isSafeLimit(schema.maximum) ? low : `${low} to ${schema.maximum}`;
}
