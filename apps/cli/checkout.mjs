// What only a checkout of the source needs: the launcher and the `prepare` script share it; the published package leaves it out.
import { existsSync, readdirSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);

/** Whether `dist/cli.mjs` is missing or older than a source file: in a checkout the newer one is meant. */
export function isBundleStale() {
  const bundle = new URL('dist/cli.mjs', root);
  if (!existsSync(bundle)) return true;
  const builtAt = statSync(bundle).mtimeMs;
  return ['src', 'agents', 'graphs', 'evals', 'apps'].some((folder) => {
    const path = fileURLToPath(new URL(folder, root));
    if (!existsSync(path)) return false;
    return readdirSync(path, { recursive: true }).some(
      (name) => name.endsWith('.ts') && statSync(`${path}/${name}`).mtimeMs > builtAt,
    );
  });
}
