import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readCobertura } from '../../../src/code/coverage-cobertura.ts';
import { readLcov } from '../../../src/code/coverage-lcov.ts';
import { measurePaths } from '../../../src/code/index.ts';

let directory = '';

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'opsmith-coverage-'));
  write('src/a.js', 'one();\ntwo();\nthree();\nfour();\n');
  write('src/b.js', 'one();\n');
});

afterEach(() => rmSync(directory, { recursive: true, force: true }));

function write(name: string, content: string): void {
  mkdirSync(dirname(join(directory, name)), { recursive: true });
  writeFileSync(join(directory, name), content);
}

/** The coverage of the two files; null where no report covers a file. */
async function coverages(coverage?: string | false): Promise<(number | null)[]> {
  const { files } = await measurePaths(['src'], { directory, coverage });
  return files.map(({ metrics }) => metrics.testCoverage);
}

const lcov = 'TN:\nSF:src/a.js\nDA:1,5\nDA:2,0\nDA:3,1\nDA:4,2\nLF:4\nLH:3\nend_of_record\n';
const cobertura = (filename: string, source: string) => `<?xml version="1.0" ?>
<!DOCTYPE coverage SYSTEM "http://cobertura.sourceforge.net/xml/coverage-04.dtd">
<coverage line-rate="0.5"><sources><source>${source}</source></sources><packages><package name="p"><classes>
<class name="a" filename="${filename}"><methods><method name="m"><lines><line number="1" hits="3"/></lines></method></methods>
<lines><line number="1" hits="3"/><line number="2" hits="0" branch="true"/></lines></class>
</classes></package></packages></coverage>`;

describe('test coverage', () => {
  it('is null without a report, and for files that the report does not name', async () => {
    expect(await coverages()).toEqual([null, null]);
    write('coverage/lcov.info', lcov);
    expect(await coverages()).toEqual([0.75, null]);
  });

  it.each(['coverage/lcov.info', 'lcov.info'])('is read from lcov at %s', async (place) => {
    write(place, lcov);
    expect(await coverages()).toEqual([0.75, null]);
  });

  it.each([
    ['coverage.xml', 'src/a.js', ''],
    ['coverage/cobertura-coverage.xml', 'a.js', 'src'],
    ['cobertura.xml', 'a.js', '/nowhere</source><source>src'],
  ])('is read from Cobertura at %s', async (place, filename, source) => {
    write(place, cobertura(filename, source));
    expect(await coverages()).toEqual([0.5, null]);
  });

  it('is read from the report that was named, with absolute paths too', async () => {
    write('reports/mine.dat', lcov.replace('src/a.js', join(directory, 'src/a.js')));
    expect(await coverages('reports/mine.dat')).toEqual([0.75, null]);
  });

  it('is left out when asked, and when a file of the usual name is something else', async () => {
    write('lcov.info', lcov);
    expect(await coverages(false)).toEqual([null, null]);
    rmSync(join(directory, 'lcov.info'));
    write('coverage.xml', '<project><report/></project>');
    expect(await coverages()).toEqual([null, null]);
  });

  it.each([
    ['none.info', 'ENOENT'],
    ['src/a.js', 'no SF: line'],
    ['other.xml', 'no <coverage> element'],
  ])('is refused from %s, with the reason', async (report, reason) => {
    write('other.xml', '<a></a>');
    await expect(coverages(report)).rejects.toMatchObject({
      code: 'coverage-unreadable',
      exitStatus: 2,
      message: expect.stringContaining(reason),
    });
  });
});

describe('lcov', () => {
  it('merges records of the same file', () => {
    const hits = readLcov(
      'SF:a\nDA:1,0\nDA:2,0\nend_of_record\nSF:a\r\nDA:1,2,checksum\nDA:nonsense\nend_of_record\n',
    );
    expect(Object.fromEntries(hits.get('a')!)).toEqual({ 1: 2, 2: 0 });
  });
});

describe('Cobertura', () => {
  it('does not expand entities', () => {
    const bomb = `<!DOCTYPE c [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>${cobertura('&b;.js', '')}`;
    expect([...readCobertura(bomb.replace(/<\?xml.*\?>\n<!DOCTYPE coverage.*>\n/, '')).hits.keys()]).toEqual([
      '&b;.js',
    ]);
  });

  it('reads one class as it reads many', () => {
    const { hits, roots } = readCobertura(cobertura('a.js', '/x'));
    expect(Object.fromEntries(hits.get('a.js')!)).toEqual({ 1: 3, 2: 0 });
    expect(roots).toEqual(['/x']);
  });
});
