import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

const Manifest = z.object({ name: z.string().min(1) });

/** The names of a code base's own packages with their folders, as the package.json files beside its sources say; what can't be read has none. */
export function readPackages(root: string, paths: Iterable<string>): Map<string, string> {
  const looked = new Set<string>();
  const packages = new Map<string, string>();
  for (const path of paths) {
    // Packages lie three folders deep at most, as a rule (`packages/group/name`).
    const parts = dirname(path).split('/').slice(0, 3);
    for (let depth = 0; depth <= parts.length; depth += 1) {
      const folder = parts.slice(0, depth).join('/') || '.';
      if (looked.has(folder)) continue;
      looked.add(folder);
      try {
        const manifest = Manifest.safeParse(
          JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')),
        );
        if (manifest.success) packages.set(manifest.data.name, folder);
      } catch {
        // No package begins here.
      }
    }
  }
  return packages;
}
