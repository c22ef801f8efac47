/** The configuration: one schema, read from a file and the environment, every key documented from the schema. */

export { describeConfig } from './describe.ts';
export type { ConfigKey } from './keys.ts';
export { configJsonSchema, configKeys } from './keys.ts';
export type { ConfigSource, LoadConfigOptions, LoadedConfig } from './load.ts';
export { homeFolder, loadConfig } from './load.ts';
export { type HomePeek, isUnconfigured, peekHome } from './peek-home.ts';
export { Config, ReviewConfig } from './schema.ts';
