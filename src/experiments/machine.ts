import { readFileSync } from 'node:fs';
import { arch, cpus, hostname, platform, totalmem } from 'node:os';
import { join } from 'node:path';
import { packageRoot } from '../host/index.ts';
import type { Machine } from './record.ts';

/** This machine. */
export function thisMachine(): Machine {
  const processors = cpus();
  return {
    host: hostname(),
    platform: platform(),
    architecture: arch(),
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
  };
}

/** Versions of opsmith, Node and the packages that numbers depend on. */
export function packageVersions(): Record<string, string> {
  const manifest = JSON.parse(readFileSync(join(packageRoot(), 'package.json'), 'utf8')) as {
    version: string;
    dependencies?: Record<string, string>;
  };
  const computes = /^(?:@duckdb\/|onnxruntime|better-sqlite3$)/;
  const others = Object.entries(manifest.dependencies ?? {}).filter(([name]) => computes.test(name));
  return { opsmith: manifest.version, node: process.versions.node, ...Object.fromEntries(others) };
}
