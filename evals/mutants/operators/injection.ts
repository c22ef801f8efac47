import type { Snippet } from '../snippet.ts';
import { forEach, insertFirst, type Operator, rewrite, spliced, textParameter } from './operator.ts';

const script = ['javascript', 'typescript'] as const;

/** One of several wordings, always the same for a snippet. */
export function pick<Item>(snippet: Snippet, items: readonly Item[]): Item {
  return items[(snippet.origin.file.length + snippet.lines.length) % items.length]!;
}

/** New lines about the first parameter that holds a text. */
function aboutText(
  wordings: (name: string) => readonly (readonly string[])[],
  needs: readonly string[] = [],
) {
  return insertFirst({
    needs,
    lines: (snippet) => {
      const name = textParameter(snippet);
      return name === null ? null : pick(snippet, wordings(name));
    },
  });
}

/** Text from outside that becomes code of another language: shell, SQL, the language itself, markup, patterns, formats. */
export const injection: readonly Operator[] = [
  {
    id: 'shell-by-text',
    class: 'vulnerability',
    cwe: 78,
    says: 'The command is put together as text and goes through a shell: a name with `;` runs anything.',
    sites: {
      ...forEach(
        script,
        rewrite(
          /\b(?:\w+\.)?(?:execFile|spawn)(Sync)?\((\w+), (\w+)(?:, [\w{}:', ]+)?\)/,
          "exec$1($2 + ' ' + $3.join(' '))",
          ["import { exec, execSync } from 'node:child_process';"],
        ),
      ),
      python: rewrite(
        /\bsubprocess\.(run|call|check_call|check_output|Popen)\((\w+)(, .*)?\)$/,
        'subprocess.$1(" ".join($2), shell=True)',
        ['import subprocess'],
      ),
      go: rewrite(
        /\bexec\.Command\(([\w."]+), (\w+)\.\.\.\)/,
        'exec.Command("sh", "-c", $1+" "+strings.Join($2, " "))',
        ['import "strings"'],
      ),
      ruby: rewrite(/\b(system|spawn|exec)\(?\*?(\w+)\)?$/, '$1("sh -c #{$2.join(" ")}")'),
    },
  },
  {
    id: 'shell-with-parameter',
    class: 'vulnerability',
    cwe: 78,
    says: 'A parameter goes into a shell command: a value with `;` or `$(…)` runs anything.',
    adds: true,
    sites: {
      ...forEach(
        script,
        aboutText(
          (name) => [
            [`execSync('tar -czf /var/backups/' + ${name} + '.tgz /srv/data');`],
            [`execSync(\`git log --oneline -- \${${name}}\`);`],
            [`exec('convert ' + ${name} + ' -resize 100x100 thumb.png', () => {});`],
          ],
          ["import { exec, execSync } from 'node:child_process';"],
        ),
      ),
      python: aboutText(
        (name) => [
          [`os.system("tar -czf /var/backups/data.tgz " + ${name})`],
          [`subprocess.run(f"git log --oneline -- {${name}}", shell=True)`],
          [`os.popen("identify %s" % ${name}).read()`],
        ],
        ['import os', 'import subprocess'],
      ),
      java: aboutText((name) => [
        [`Runtime.getRuntime().exec("/bin/sh -c tar -czf /var/backups/data.tgz " + ${name});`],
        [`new ProcessBuilder("sh", "-c", "git log -- " + ${name}).start();`],
      ]),
      go: aboutText(
        (name) => [
          [`exec.Command("sh", "-c", "tar -czf /var/backups/data.tgz "+${name}).Run()`],
          [`exec.Command("bash", "-c", fmt.Sprintf("git log -- %s", ${name})).Run()`],
        ],
        ['import "os/exec"'],
      ),
      c: aboutText(
        (name) => [
          [
            'char command[256];',
            `snprintf(command, sizeof(command), "tar -czf /var/backups/data.tgz %s", ${name});`,
            'system(command);',
          ],
          ['char line[512];', `snprintf(line, sizeof(line), "git log -- %s", ${name});`, 'popen(line, "r");'],
        ],
        ['#include <stdio.h>', '#include <stdlib.h>'],
      ),
      csharp: aboutText((name) => [[`System.Diagnostics.Process.Start("cmd.exe", "/c type " + ${name});`]]),
      php: aboutText((name) => [
        [`shell_exec('tar -czf /var/backups/data.tgz ' . $${name});`],
        [`exec("git log -- $${name}");`],
        [`system('identify ' . $${name});`],
      ]),
      ruby: aboutText((name) => [
        [`system("tar -czf /var/backups/data.tgz #{${name}}")`],
        [`\`git log -- #{${name}}\``],
      ]),
      rust: aboutText((name) => [
        [`std::process::Command::new("sh").arg("-c").arg(format!("git log -- {}", ${name})).status().ok();`],
      ]),
    },
  },
  {
    id: 'sql-by-text',
    class: 'vulnerability',
    cwe: 89,
    says: 'A parameter goes into SQL as text: a value with a quote changes the query. Bind it.',
    adds: true,
    sites: {
      ...forEach(
        script,
        aboutText((name) => [
          [`db.query("SELECT id, email FROM users WHERE name = '" + ${name} + "'");`],
          [`pool.query(\`DELETE FROM sessions WHERE owner = '\${${name}}'\`);`],
          [`connection.execute("UPDATE accounts SET note = '" + ${name} + "' WHERE id = 1");`],
        ]),
      ),
      python: aboutText((name) => [
        [`cursor.execute("SELECT id, email FROM users WHERE name = '" + ${name} + "'")`],
        [`cursor.execute(f"DELETE FROM sessions WHERE owner = '{${name}}'")`],
        [`connection.execute("UPDATE accounts SET note = '%s' WHERE id = 1" % ${name})`],
      ]),
      java: aboutText((name) => [
        [`statement.executeQuery("SELECT id, email FROM users WHERE name = '" + ${name} + "'");`],
        [
          `connection.prepareStatement("DELETE FROM sessions WHERE owner = '" + ${name} + "'").executeUpdate();`,
        ],
      ]),
      go: aboutText((name) => [
        [`db.Query("SELECT id, email FROM users WHERE name = '" + ${name} + "'")`],
        [`db.Exec(fmt.Sprintf("DELETE FROM sessions WHERE owner = '%s'", ${name}))`],
      ]),
      c: aboutText(
        (name) => [
          [
            'char query[512];',
            `snprintf(query, sizeof(query), "SELECT id FROM users WHERE name = '%s'", ${name});`,
            'sqlite3_exec(db, query, NULL, NULL, NULL);',
          ],
          [
            'char sql[512];',
            `sprintf(sql, "DELETE FROM sessions WHERE owner = '%s'", ${name});`,
            'mysql_query(connection, sql);',
          ],
        ],
        ['#include <stdio.h>'],
      ),
      csharp: aboutText((name) => [
        [`var command = new SqlCommand("SELECT id FROM users WHERE name = '" + ${name} + "'", connection);`],
      ]),
      php: aboutText((name) => [
        [`$db->query("SELECT id, email FROM users WHERE name = '" . $${name} . "'");`],
        [`mysqli_query($link, "DELETE FROM sessions WHERE owner = '$${name}'");`],
      ]),
      ruby: aboutText((name) => [
        [`User.where("name = '#{${name}}'")`],
        [`ActiveRecord::Base.connection.execute("DELETE FROM sessions WHERE owner = '#{${name}}'")`],
      ]),
      rust: aboutText((name) => [
        [`connection.execute(&format!("DELETE FROM sessions WHERE owner = '{}'", ${name}), []).ok();`],
      ]),
    },
  },
  {
    id: 'evaluates-data',
    class: 'vulnerability',
    cwe: 95,
    says: 'Data is run as code; parse it.',
    sites: {
      ...forEach(script, rewrite(/\bJSON\.parse\(([^()]+)\)/, "eval('(' + $1 + ')')")),
      python: rewrite(/\b(?:json\.loads|ast\.literal_eval|int|float)\(([\w.]+)\)/, 'eval($1)'),
      php: rewrite(/\bjson_decode\((\$[\w>-]+)(?:, [^()]+)?\)(?!\[)/, "eval('return ' . $1 . ';')"),
      ruby: rewrite(/\b(?:JSON\.parse|Integer)\(([\w.]+)\)/, 'eval($1)'),
    },
  },
  {
    id: 'code-from-parameter',
    class: 'vulnerability',
    cwe: 94,
    says: 'A parameter is run as code.',
    adds: true,
    sites: {
      ...forEach(
        script,
        aboutText(
          (name) => [
            [`new Function('value', 'return ' + ${name})(1);`],
            [`setTimeout('refresh("' + ${name} + '")', 1000);`],
            [`vm.runInThisContext(${name});`],
          ],
          ["import vm from 'node:vm';"],
        ),
      ),
      python: aboutText((name) => [[`exec(${name})`], [`eval("lambda value: " + ${name})`]]),
      ruby: aboutText((name) => [[`instance_eval(${name})`], [`Object.const_get(${name}).new`]]),
      php: aboutText((name) => [[`eval('$value = ' . $${name} . ';');`], [`include $${name} . '.php';`]]),
    },
  },
  {
    id: 'unsafe-deserialisation',
    class: 'vulnerability',
    cwe: 502,
    says: 'Deserialising builds whatever objects the data names, and runs their code.',
    sites: {
      python: rewrite(/\b(?:json\.loads|yaml\.safe_load)\(/, 'pickle.loads(', ['import pickle']),
      php: rewrite(/\bjson_decode\((\$[\w>-]+)(?:, [^()]+)?\)/, 'unserialize($1)'),
      ruby: rewrite(/\b(?:JSON\.parse|YAML\.safe_load)\(([\w.]+)(?:, .+)?\)/, 'Marshal.load($1)'),
      java: insertFirst({
        lines: ({ parameters }) => {
          const stream = parameters.find(({ type }) => /InputStream$/.test(type));
          return stream ? [`Object payload = new ObjectInputStream(${stream.name}).readObject();`] : null;
        },
        needs: ['import java.io.ObjectInputStream;'],
      }),
      csharp: insertFirst({
        lines: ({ parameters }) => {
          const stream = parameters.find(({ type }) => /Stream$/.test(type));
          return stream ? [`var payload = new BinaryFormatter().Deserialize(${stream.name});`] : null;
        },
      }),
    },
  },
  {
    id: 'yaml-builds-objects',
    class: 'vulnerability',
    cwe: 502,
    says: 'This loader builds Python objects from the text.',
    sites: {
      python: rewrite(/\byaml\.(?:safe_load\((.+?)\)|load\((\w+), Loader=\w*Safe\w*\))/, (match) =>
        spliced(match, `yaml.load(${match[1] ?? match[2]}, Loader=yaml.UnsafeLoader)`),
      ),
      ruby: rewrite(/\bYAML\.safe_load\b/, 'YAML.unsafe_load'),
    },
  },
  {
    id: 'markup-by-text',
    class: 'vulnerability',
    cwe: 79,
    says: 'Text goes into markup unescaped: it can bring scripts.',
    sites: {
      ...forEach(script, rewrite(/\.(?:textContent|innerText) = (?!['"`])/, '.innerHTML = ')),
      php: rewrite(/\bhtmlspecialchars\((\$[\w>-]+)(?:, [^()]+)?\)/, '$1'),
      python: rewrite(/\b(?:html\.)?escape\((\w+)\)/, 'Markup($1)'),
      ruby: rewrite(/\b(?:ERB::Util\.)?(?:html_escape|h)\(([\w.]+)\)/, '$1.html_safe'),
    },
  },
  {
    id: 'markup-from-parameter',
    class: 'vulnerability',
    cwe: 79,
    says: 'A parameter goes into markup unescaped.',
    adds: true,
    sites: {
      ...forEach(
        script,
        aboutText((name) => [
          [`document.getElementById('title').innerHTML = '<b>' + ${name} + '</b>';`],
          [`document.write('<p>' + ${name} + '</p>');`],
          [`element.insertAdjacentHTML('beforeend', \`<li>\${${name}}</li>\`);`],
        ]),
      ),
      python: aboutText((name) => [
        [`mark_safe("<b>" + ${name} + "</b>")`],
        [`Markup("<li>%s</li>" % ${name})`],
      ]),
      ruby: aboutText((name) => [[`"<b>#{${name}}</b>".html_safe`]]),
    },
  },
  {
    id: 'slow-pattern',
    class: 'vulnerability',
    cwe: 1333,
    says: 'The pattern takes exponential time on a text that almost matches.',
    adds: true,
    sites: {
      ...forEach(
        script,
        aboutText((name) => [
          [`if (!/^([\\w-]+\\s?)*$/.test(${name})) return;`],
          [`if (/^(a+)+$/.test(${name})) return;`],
        ]),
      ),
      python: aboutText(
        (name) => [[`if not re.match(r"^([\\w-]+\\s?)*$", ${name}):`, '    return None']],
        ['import re'],
      ),
      java: aboutText((name) => [[`boolean fits = ${name}.matches("^([\\\\w-]+\\\\s?)*$");`]]),
      php: aboutText((name) => [[`$fits = preg_match('/^([\\w-]+\\s?)*$/', $${name});`]]),
      csharp: aboutText((name) => [[`var fits = Regex.IsMatch(${name}, @"^([\\w-]+\\s?)*$");`]]),
      ruby: aboutText((name) => [[`fits = ${name}.match?(/\\A([\\w-]+\\s?)*\\z/)`]]),
    },
  },
  {
    id: 'prototype-guard-removed',
    class: 'vulnerability',
    cwe: 1321,
    says: 'Without the check a key `__proto__` changes all objects.',
    sites: forEach(
      script,
      rewrite(/^\s*if \(.*__proto__.*\) (?:continue|return);?$/, () => []),
    ),
  },
  {
    id: 'prototype-by-key',
    class: 'vulnerability',
    cwe: 1321,
    says: 'With `__proto__` for a key this changes all objects.',
    adds: true,
    sites: forEach(
      script,
      aboutText((name) => [
        [
          'const merge = (target, source) => {',
          '  for (const key in source) {',
          '    if (typeof source[key] === "object") merge(target[key], source[key]);',
          '    else target[key] = source[key];',
          '  }',
          '};',
          `merge({}, JSON.parse(${name}));`,
        ],
      ]),
    ),
  },
  {
    id: 'external-entities',
    class: 'vulnerability',
    cwe: 611,
    says: 'The parser follows external entities: a document can read files and reach servers.',
    adds: true,
    sites: {
      java: insertFirst({
        lines: ({ parameters }) => {
          const stream = parameters.find(({ type }) => /^(?:InputStream|File|InputSource)$/.test(type));
          return stream
            ? [
                `Document parsed = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(${stream.name});`,
              ]
            : null;
        },
        needs: ['import javax.xml.parsers.DocumentBuilderFactory;'],
      }),
      python: aboutText(
        (name) => [[`etree.fromstring(${name}, etree.XMLParser(resolve_entities=True))`]],
        ['from lxml import etree'],
      ),
      php: aboutText((name) => [
        [`$document = simplexml_load_string($${name}, 'SimpleXMLElement', LIBXML_NOENT);`],
      ]),
      csharp: aboutText(() => [
        [
          `var settings = new XmlReaderSettings { DtdProcessing = DtdProcessing.Parse, XmlResolver = new XmlUrlResolver() };`,
        ],
      ]),
      c: aboutText((name) => [
        [`xmlDocPtr parsed = xmlReadFile(${name}, NULL, XML_PARSE_NOENT | XML_PARSE_DTDLOAD);`],
      ]),
    },
  },
  {
    id: 'ldap-or-xpath-by-text',
    class: 'vulnerability',
    cwe: 643,
    says: 'A parameter goes into the query as text.',
    adds: true,
    sites: {
      java: aboutText((name) => [
        [`Object found = xpath.evaluate("//user[name='" + ${name} + "']", document);`],
        [`context.search("ou=people", "(uid=" + ${name} + ")", controls);`],
      ]),
    },
  },
];
