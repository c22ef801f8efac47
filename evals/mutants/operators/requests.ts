import type { Snippet } from '../snippet.ts';
import { pick } from './injection.ts';
import { forEach, insertFirst, type Operator, rewrite, spliced } from './operator.ts';

const script = ['javascript', 'typescript'] as const;

interface RequestNames {
  request: string;
  response: string | null;
}

/** The parameters that hold a request and its response, where the function handles one. */
function requestOf({ language, parameters }: Snippet): RequestNames | null {
  const named = (names: RegExp) => parameters.find(({ name }) => names.test(name))?.name ?? null;
  const typed = (types: RegExp) => parameters.find(({ type }) => types.test(type))?.name ?? null;
  if (language === 'go') {
    const request = typed(/^\*http\.Request$/);
    return request === null ? null : { request, response: typed(/^http\.ResponseWriter$/) };
  }
  if (language === 'java') {
    const request = typed(/^(?:HttpServletRequest|ServletRequest)$/);
    return request === null
      ? null
      : { request, response: typed(/^(?:HttpServletResponse|ServletResponse)$/) };
  }
  const request = named(/^(?:req|request)$/);
  return request === null ? null : { request, response: named(/^(?:res|resp|reply|response)$/) };
}

function handler(
  wordings: (names: RequestNames) => readonly (readonly string[])[],
  options: { response?: boolean; needs?: readonly string[] } = {},
) {
  return insertFirst({
    needs: options.needs ?? [],
    lines: (snippet) => {
      const names = requestOf(snippet);
      return names === null || (options.response === true && names.response === null)
        ? null
        : pick(snippet, wordings(names));
    },
  });
}

/** What a handler does with what a request brings: paths, addresses, markup, headers. */
export const requests: readonly Operator[] = [
  {
    id: 'path-from-request',
    class: 'vulnerability',
    cwe: 22,
    says: 'The path comes from the request: `../` reads any file.',
    adds: true,
    sites: {
      ...forEach(
        script,
        handler(
          ({ request }) => [
            [`const attachment = fs.readFileSync('/srv/files/' + ${request}.query.file);`],
            [`const stored = fs.createReadStream(path.join('/srv/files', ${request}.params.name));`],
          ],
          { needs: ["import fs from 'node:fs';", "import path from 'node:path';"] },
        ),
      ),
      python: handler(
        ({ request }) => [
          [`attachment = open("/srv/files/" + ${request}.GET["file"]).read()`],
          [`attachment = open(os.path.join("/srv/files", ${request}.args.get("file"))).read()`],
        ],
        { needs: ['import os'] },
      ),
      go: handler(
        ({ request }) => [
          [`attachment, _ := os.ReadFile("/srv/files/" + ${request}.FormValue("file"))`, '_ = attachment'],
          [`http.ServeFile(w, ${request}, filepath.Join("/srv/files", ${request}.URL.Query().Get("file")))`],
        ],
        { needs: ['import "os"', 'import "path/filepath"'] },
      ),
      java: handler(({ request }) => [
        [`InputStream attachment = new FileInputStream("/srv/files/" + ${request}.getParameter("file"));`],
      ]),
      php: handler(() => [["$attachment = file_get_contents('/srv/files/' . $_GET['file']);"]]),
      ruby: handler(() => [['attachment = File.read("/srv/files/#{params[:file]}")']]),
    },
  },
  {
    id: 'redirect-from-request',
    class: 'vulnerability',
    cwe: 601,
    says: 'The target comes from the request: a link to this site leads anywhere.',
    adds: true,
    sites: {
      ...forEach(
        script,
        handler(
          ({ request, response }) => [
            [`if (${request}.query.next) return ${response}.redirect(${request}.query.next);`],
          ],
          { response: true },
        ),
      ),
      python: handler(({ request }) => [
        [`if "next" in ${request}.GET:`, `    return redirect(${request}.GET["next"])`],
        [`if ${request}.args.get("next"):`, `    return redirect(${request}.args["next"])`],
      ]),
      go: handler(
        ({ request, response }) => [
          [`http.Redirect(${response}, ${request}, ${request}.FormValue("next"), http.StatusFound)`],
        ],
        { response: true },
      ),
      java: handler(
        ({ request, response }) => [[`${response}.sendRedirect(${request}.getParameter("next"));`]],
        { response: true },
      ),
      php: handler(() => [["header('Location: ' . $_GET['next']);"]]),
    },
  },
  {
    id: 'fetches-from-request',
    class: 'vulnerability',
    cwe: 918,
    says: 'The address comes from the request: the server can be sent to inner services.',
    adds: true,
    sites: {
      ...forEach(
        script,
        handler(({ request }) => [
          [`fetch(${request}.query.url).then((answer) => answer.text()).catch(() => null);`],
          [`axios.get(${request}.body.url).catch(() => null);`],
        ]),
      ),
      python: handler(
        ({ request }) => [
          [`avatar = requests.get(${request}.GET["url"], timeout=5).content`],
          [`avatar = urlopen(${request}.args["url"], timeout=5).read()`],
        ],
        { needs: ['import requests'] },
      ),
      go: handler(({ request }) => [
        [
          `avatar, err := http.Get(${request}.FormValue("url"))`,
          'if err != nil {',
          '\treturn',
          '}',
          'defer avatar.Body.Close()',
        ],
      ]),
      java: handler(({ request }) => [
        [`InputStream avatar = new URL(${request}.getParameter("url")).openStream();`],
      ]),
      php: handler(() => [["$avatar = file_get_contents($_GET['url']);"]]),
    },
  },
  {
    id: 'markup-from-request',
    class: 'vulnerability',
    cwe: 79,
    says: 'What the request brings comes back as markup, unescaped.',
    adds: true,
    sites: {
      ...forEach(
        script,
        handler(
          ({ request, response }) => [
            [`${response}.send('<h1>Results for ' + ${request}.query.q + '</h1>');`],
            [`${response}.write(\`<p>\${${request}.query.q}</p>\`);`],
          ],
          { response: true },
        ),
      ),
      python: handler(({ request }) => [
        [`banner = HttpResponse("<h1>Results for " + ${request}.GET["q"] + "</h1>")`],
        [`banner = make_response("<h1>%s</h1>" % ${request}.args["q"])`],
      ]),
      go: handler(
        ({ request, response }) => [
          [`fmt.Fprintf(${response}, "<h1>Results for %s</h1>", ${request}.FormValue("q"))`],
        ],
        { response: true },
      ),
      java: handler(
        ({ request, response }) => [
          [`${response}.getWriter().println("<h1>Results for " + ${request}.getParameter("q") + "</h1>");`],
        ],
        { response: true },
      ),
      php: handler(() => [["echo '<h1>Results for ' . $_GET['q'] . '</h1>';"]]),
    },
  },
  {
    id: 'any-origin-with-cookies',
    class: 'vulnerability',
    cwe: 942,
    says: 'Any site may read the answers, with the visitor’s cookies.',
    adds: true,
    sites: {
      ...forEach(
        script,
        handler(
          ({ request, response }) => [
            [
              `${response}.setHeader('Access-Control-Allow-Origin', ${request}.headers.origin);`,
              `${response}.setHeader('Access-Control-Allow-Credentials', 'true');`,
            ],
            [`${response}.setHeader('Access-Control-Allow-Origin', '*');`],
          ],
          { response: true },
        ),
      ),
      go: handler(
        ({ request, response }) => [
          [
            `${response}.Header().Set("Access-Control-Allow-Origin", ${request}.Header.Get("Origin"))`,
            `${response}.Header().Set("Access-Control-Allow-Credentials", "true")`,
          ],
          [`${response}.Header().Set("Access-Control-Allow-Origin", "*")`],
        ],
        { response: true },
      ),
      java: handler(
        ({ request, response }) => [
          [
            `${response}.setHeader("Access-Control-Allow-Origin", ${request}.getHeader("Origin"));`,
            `${response}.setHeader("Access-Control-Allow-Credentials", "true");`,
          ],
          [`${response}.setHeader("Access-Control-Allow-Origin", "*");`],
        ],
        { response: true },
      ),
    },
  },
  {
    id: 'code-from-request',
    class: 'vulnerability',
    cwe: 94,
    says: 'What the request brings is run.',
    adds: true,
    sites: {
      ...forEach(
        script,
        handler(({ request }) => [
          [`const filter = eval(${request}.body.filter);`],
          [`const filter = new Function('row', ${request}.query.filter);`],
        ]),
      ),
      python: handler(({ request }) => [
        [`rule = eval(${request}.GET["rule"])`],
        [`render_template_string(${request}.args["page"])`],
      ]),
      go: handler(({ request }) => [[`exec.Command("sh", "-c", ${request}.FormValue("command")).Run()`]], {
        needs: ['import "os/exec"'],
      }),
      java: handler(({ request }) => [
        [
          `Object rule = new ScriptEngineManager().getEngineByName("js").eval(${request}.getParameter("rule"));`,
        ],
      ]),
      php: handler(() => [["eval($_POST['rule']);"], ['extract($_POST);']]),
    },
  },
  {
    id: 'cookie-open-to-scripts',
    class: 'vulnerability',
    cwe: 1004,
    says: 'The cookie can be read by scripts, or goes over plain connections.',
    sites: {
      ...forEach(script, rewrite(/\b(httpOnly|secure): true/, '$1: false')),
      go: rewrite(/\b(HttpOnly|Secure):(\s+)true/, '$1:$2false'),
      java: rewrite(/\.set(HttpOnly|Secure)\(true\)/, '.set$1(false)'),
      python: rewrite(/\b(httponly|secure)=True/, '$1=False'),
    },
  },
  {
    id: 'plain-http',
    class: 'vulnerability',
    cwe: 319,
    says: 'The address is fetched without encryption.',
    sites: forEach(
      [...script, 'python', 'go', 'java', 'php', 'ruby', 'csharp', 'rust'] as const,
      rewrite(/(["'`])https:\/\/(?=[a-z])/, (match) =>
        // An address that is used, not one that a message or a comment shows.
        /\b(?:fetch|request|get|post|open|urlopen|URL|url|uri|endpoint|base\w*|host|api)\b ?[(=:]/i.test(
          match.input,
        ) && !/readthedocs|docs?\.|schema|w3\.org|\.md\b/.test(match.input)
          ? spliced(match, `${match[1]}http://`)
          : null,
      ),
    ),
  },
  {
    id: 'logs-a-secret',
    class: 'vulnerability',
    cwe: 532,
    says: 'A secret goes into the log.',
    adds: true,
    sites: {
      ...forEach(
        script,
        secret((name) => [`console.log('signing in with', ${name});`]),
      ),
      python: secret((name) => [`logging.info("signing in with %s", ${name})`], ['import logging']),
      java: secret((name) => [`System.out.println("signing in with " + ${name});`]),
      go: secret((name) => [`log.Printf("signing in with %s", ${name})`], ['import "log"']),
      php: secret((name) => [`error_log('signing in with ' . $${name});`]),
      ruby: secret((name) => [`puts "signing in with #{${name}}"`]),
      c: secret((name) => [`fprintf(stderr, "signing in with %s\\n", ${name});`]),
    },
  },
  {
    id: 'message-to-anyone',
    class: 'vulnerability',
    cwe: 346,
    says: 'Any window may receive the message.',
    sites: forEach(script, rewrite(/(\.postMessage\(.+), (?:\w+\.)*origin\)/, "$1, '*')")),
  },
];

function secret(lines: (name: string) => readonly string[], needs: readonly string[] = []) {
  return insertFirst({
    needs,
    lines: ({ parameters }) => {
      const found = parameters.find(({ name }) =>
        /^(?:password|passwd|secret|api_?key|access_?token|refresh_?token|client_?secret|credentials)$/i.test(
          name,
        ),
      );
      return found === undefined ? null : lines(found.name);
    },
  });
}
