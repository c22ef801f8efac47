// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.
import { withArgument } from '../../fixes/python.ts';
import type { NodeIndex } from '../../syntax-tree.ts';
import type { RuleContext } from '../context.ts';
import { everyLanguage, js } from '../languages.ts';
import { builtString, hole } from '../reading/built-string.ts';
import { clientInput } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

const fetcher: Readonly<Record<string, RegExp>> = {
  js: /^(fetch|axios(\.(get|post|put|request|head))?|got(\.(get|post))?|request(\.(get|post))?|https?\.(get|request)|needle\.get|superagent\.(get|post))$/,
  python:
    /^(requests|httpx|session|http)\.(get|post|put|head|request|delete|patch)$|^(urllib\.request\.)?urlopen$|^urllib2\.urlopen$/,
  go: /^http\.(Get|Post|Head|NewRequest)$/,
  java: /^(URL|HttpGet|HttpPost|URI\.create)$/,
  php: /^(curl_init|file_get_contents)$/,
  ruby: /^(Net::HTTP\.(get|get_response|post)|URI\.open|open-uri|HTTParty\.get|RestClient\.get)$/,
  csharp: /\.(GetAsync|GetStringAsync|PostAsync|DownloadString)$/,
};

export const requestRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'request-to-client-url',
    category: 'security',
    severity: 'high',
    languages: everyLanguage.filter((language) => !['rust', 'c', 'cpp'].includes(language)),
    title: 'Request sent to an address that a client chooses',
    rationale:
      'The server reaches what the client cannot: the metadata service, other hosts inside, its own admin port.',
    cwe: 918,
    source: 'OWASP Server-Side Request Forgery Prevention Cheat Sheet',
    remediationMinutes: 45,
    skipTests: true,
    calls: [
      'fetch',
      'axios',
      'got',
      'request',
      'get',
      'post',
      'put',
      'head',
      'delete',
      'patch',
      'urlopen',
      'Get',
      'Post',
      'Head',
      'NewRequest',
      'URL',
      'HttpGet',
      'HttpPost',
      'create',
      'curl_init',
      'GetAsync',
      'GetStringAsync',
      'PostAsync',
      'DownloadString',
      'open',
      'get_response',
    ],
    checkCall(call, context) {
      if (!(fetcher[context.family]?.test(call.path) ?? false)) return;
      if (context.family === 'java' && call.name === 'URL' && !context.says(/openConnection|openStream/))
        return;
      if (context.family === 'php' && call.name === 'file_get_contents') return;
      const at =
        call.path === 'http.NewRequest' || (/\.request$/.test(call.path) && context.family === 'python')
          ? 1
          : 0;
      const url = call.arguments[at] ?? -1;
      if (url < 0) return;
      // In a page, `location` is the visitor's own; only what a server gets counts.
      const input = clientInput(context, url);
      if (input === null || /location|document/.test(input)) return;
      // With a fixed host in front, the client chooses only the path.
      if (/^[`"'f]+https?:\/\/[a-z0-9.-]+[/"'`?]/i.test(context.text(url))) return;
      context.report(call.node, {
        message: `\`${call.path.slice(-30)}\` goes wherever \`${input}\` says, with this server's place in the network.`,
        suggestion:
          'Check the host against a list of allowed ones before the request, and refuse private addresses.',
        evidence: [`client input: ${input}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.get("/p", async (req, res) => {\n  const r = await fetch(req.query.url);\n});',
        line: 2,
      },
      { language: 'python', code: 'def f():\n    return requests.get(request.args["url"]).text', line: 2 },
      {
        language: 'go',
        code: 'package a\nfunc f(w http.ResponseWriter, r *http.Request) {\n\thttp.Get(r.FormValue("url"))\n}',
        line: 3,
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'app.get("/p", async (req, res) => { await fetch(`https://api.example.org/${req.query.id}`); await fetch(url); });',
      },
      { language: 'python', code: 'def f(url):\n    return requests.get(url).text' },
    ],
  }),
  defineRule({
    id: 'open-redirect',
    category: 'security',
    severity: 'medium',
    languages: [...js, 'python', 'php', 'ruby', 'java', 'go'],
    title: 'Redirect to wherever the client says',
    rationale: 'A link to your site then leads to a copy of it that asks for passwords.',
    cwe: 601,
    remediationMinutes: 20,
    skipTests: true,
    calls: [
      'redirect',
      'sendRedirect',
      'Redirect',
      'redirect_to',
      'HttpResponseRedirect',
      'header',
      'RedirectResponse',
    ],
    checkCall(call, context) {
      const at =
        call.path === 'http.Redirect' ? 2 : context.family === 'js' && call.arguments.length > 1 ? 1 : 0;
      if (context.family === 'js' && !/^(res|response|reply|ctx)\.redirect$/.test(call.path)) return;
      // A program's own function of that name knows where it may lead.
      if (context.family === 'php' && call.name === 'redirect') return;
      const target = call.arguments[at] ?? -1;
      if (target < 0) return;
      const input = clientInput(context, target);
      const text = context.text(target);
      if (
        input === null ||
        /url_for|reverse\(|is_safe_url|back_url|validate_\w*url|url_has_allowed_host|isURLInPortal|is_?(local|safe|valid|allowed|relative)\w*(url|redirect|path)/i.test(
          context.text(context.enclosingFunction(call.node)).slice(0, 4000),
        )
      )
        return;
      if (call.name === 'header' && !/^["']Location:\s*["']?\s*\.|^["']Location:\s*\{?\$/i.test(text)) return;
      if (/^[\w.]*_(path|url)\b|\?.*:/.test(text)) return;
      if (!isWholeTarget(target, context) || /\$_SERVER/.test(input)) return;
      // A path in front keeps the redirect on this site; so does the path of the request itself.
      if (
        /^[`"'f]+\/[^/]/.test(text) ||
        /(\.path|originalUrl|REQUEST_URI|getRequestURI|PHP_SELF|\.Path|headers?)\b/i.test(`${text} ${input}`)
      )
        return;
      context.report(call.node, {
        message: `\`${call.path.slice(-30)}\` sends the visitor to \`${input}\`, any site that a link names.`,
        suggestion: 'Allow only paths on this site, or look the target up in a list.',
        evidence: [`client input: ${input}`],
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'app.get("/r", (req, res) => {\n  res.redirect(req.query.next);\n});',
        line: 2,
      },
      { language: 'python', code: 'def f():\n    return redirect(request.args["next"])', line: 2 },
      { language: 'php', code: '<?php\nheader("Location: " . $_GET["next"]);', line: 2 },
    ],
    right: [
      {
        language: 'ruby',
        code: 'get \'/:user\' do\n  redirect "user/#{params[:id]}"\nend',
      },
      { language: 'php', code: '<?php\nheader("Location: https://" . $_SERVER["HTTP_HOST"]);' },
      {
        language: 'javascript',
        code: 'app.get("/r", (req, res) => { res.redirect("/home"); res.redirect(`/users/${req.params.id}`); });',
      },
      { language: 'python', code: 'def f():\n    return redirect(url_for("home"))' },
    ],
  }),
  defineRule({
    id: 'request-without-timeout',
    category: 'reliability',
    severity: 'low',
    languages: ['python'],
    title: 'Network call that may wait for ever',
    rationale:
      'requests has no time-out of its own: a server that stops answering holds this thread for good.',
    cwe: 1088,
    source: 'Requests documentation, "Timeouts"',
    remediationMinutes: 5,
    skipTests: true,
    calls: ['get', 'post', 'put', 'delete', 'head', 'patch', 'request'],
    checkCall(call, context) {
      if (
        !/^requests\.(get|post|put|delete|head|patch|request)$/.test(call.path) ||
        !context.says(/^\s*(import|from)\s+requests\b/m)
      )
        return;
      if (
        call.arguments.some((each) => context.kind(each) === 'dictionary_splat') ||
        context.option(call, 'timeout') >= 0
      )
        return;
      context.report(call.node, {
        ...withArgument(call, 'timeout=10', context),
        message: `\`${call.path}\` waits without limit when the server does not answer.`,
        suggestion: `${context.short(call.node, 80).replace(/\)$/, ', timeout=10)')}`,
      });
    },
    wrong: [
      {
        language: 'python',
        code: 'import requests\nr = requests.get(url)',
        line: 2,
        fixed: 'import requests\nr = requests.get(url, timeout=10)',
      },
    ],
    right: [
      {
        language: 'python',
        code: 'import requests\nr = requests.get(url, timeout=5)\ns = requests.get(url, **options)\nd = cache.get(key)',
      },
    ],
  }),
];

/** Whether the client's text is where the target begins, and not a part of it behind the site's own. */
function isWholeTarget(target: NodeIndex, context: RuleContext): boolean {
  const built = builtString(context, target);
  if (built === null) {
    // Of what is joined from values alone, the first one counts.
    const left = context.field(target, 'left');
    return left < 0 || clientInput(context, left) !== null;
  }
  const text = built.text.replace(/^Location:\s*/i, '');
  const first = built.dynamic[0] ?? -1;
  return (
    (text.startsWith(hole) && clientInput(context, first) !== null) ||
    /^(https?:)?\/\/$/.test(text.split(hole)[0]!)
  );
}
