/** Fills a cache over and over until it is killed; tells its parent when it begins to write. */
import { measurePaths } from '../../../src/code/index.ts';
import { openReviewCache } from '../../../src/review/index.ts';

const [directory = '', home = ''] = process.argv.slice(2);
for (let round = 0; ; round += 1) {
  const cache = openReviewCache({ home, engine: 'test', onWarning: () => {} });
  const write = cache.write;
  cache.write = (entries, variant) => {
    process.send!('writing');
    write(entries, `${variant}${round === 0 ? '' : round}`);
  };
  await measurePaths(['.'], { directory, workspace: directory, coverage: false, threads: 1, cache });
  cache.close();
}
