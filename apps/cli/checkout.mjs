// What only a checkout of the source needs: the launcher and the `prepare` script share it; the published package leaves it out.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** Whether `dist/cli.mjs` is missing or older than a source file: in a checkout the newer one is meant. */
export function isBundleStale() {
  const bundle = new URL('dist/cli.mjs', root);
  if (!existsSync(bundle)) return true;
  const builtAt = statSync(bundle).mtimeMs;
  return ['src', 'agents', 'graphs', 'evals', 'apps'].some((folder) =>
    hasNewer(fileURLToPath(new URL(folder, root)), builtAt),
  );
}

/** Every command asks this first, so it takes the kinds of entries from the listing: `readdirSync` with `recursive` asks for each one again. */
function hasNewer(folder, builtAt) {
  if (!existsSync(folder)) return false;
  return readdirSync(folder, { withFileTypes: true }).some((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return hasNewer(path, builtAt);
    return entry.name.endsWith('.ts') && statSync(path).mtimeMs > builtAt;
  });
}
