// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the examples are code.
import { asText } from '../../fixes/javascript.ts';
import type { RuleContext } from '../context.ts';
import { js } from '../languages.ts';
import { builtString } from '../reading/built-string.ts';
import { clientInput, isCleaned } from '../reading/taint.ts';
import { defineRule, type RuleDeclaration } from '../rule.ts';

/** Whether text that goes into a page may hold markup that somebody else wrote. */
function isForeignMarkup(context: RuleContext, node: number): boolean {
  if (context.isConstant(node)) return false;
  const text = context.short(node, 400);
  if (
    isCleaned(text) ||
    /sanitiz|purify|trustedTypes|createHTML|TrustedHTML|\.innerHTML\b|\.outerHTML\b|svg|icon/i.test(text)
  )
    return false;
  const built = builtString(context, node);
  if (built === null) return true;
  return built.dynamic.some(
    (each) =>
      !isCleaned(context.short(each, 200)) &&
      !/(\.length|count|index|width|height|\bi\b|(?<![A-Za-z])id|class(Name)?|style|color|size)$/i.test(
        context.short(each, 80),
      ),
  );
}

export const markupRules: readonly RuleDeclaration[] = [
  defineRule({
    id: 'dom-xss',
    category: 'security',
    severity: 'high',
    languages: js,
    title: 'Text written into a page as markup',
    rationale:
      'A browser runs scripts and event handlers in markup that it is given; text from people or servers must go in as text.',
    cwe: 79,
    source: 'OWASP DOM based XSS Prevention Cheat Sheet',
    remediationMinutes: 20,
    skipTests: true,
    kinds: ['assignment_expression', 'augmented_assignment_expression', 'jsx_attribute'],
    check(node, context) {
      if (context.kind(node) === 'jsx_attribute') {
        const [name, value] = context.children(node);
        if (name === undefined || value === undefined || context.text(name) !== 'dangerouslySetInnerHTML')
          return;
        const html = [...context.descendants(value)].find(
          (each) => context.kind(each) === 'pair' && context.text(context.field(each, 'key')) === '__html',
        );
        const content = html === undefined ? -1 : context.field(html, 'value');
        if (content < 0 || !isForeignMarkup(context, content)) return;
        context.report(node, {
          message: `\`dangerouslySetInnerHTML\` puts \`${context.short(content, 40)}\` into the page as markup: scripts in it run.`,
          suggestion: `Render it as text, {${context.short(content, 30)}}, or sanitise it first (DOMPurify.sanitize(…)).`,
          severity: 'medium',
        });
        return;
      }
      const left = context.field(node, 'left');
      const property = /\.(innerHTML|outerHTML|srcdoc)$/.exec(context.text(left))?.[1];
      // What stands in a textarea or a template that is in no page is not run.
      if (property === undefined || /^(\w+\.)*(textarea|template)\.\w+$/i.test(context.text(left))) return;
      const right = context.field(node, 'right');
      if (!isForeignMarkup(context, right)) return;
      const input = clientInput(context, right);
      const built = builtString(context, right);
      context.report(node, {
        ...(built === null ? asText(node, context) : {}),
        severity: input === null ? 'medium' : 'high',
        message: `\`${property}\` is set to markup with \`${context.short(built?.dynamic[0] ?? right, 40)}\` in it: a tag in that value becomes part of the page${input === null ? '' : `, and it comes from \`${input}\``}.`,
        suggestion:
          built === null
            ? `Use textContent if it is text: ${context.short(left, 40).replace(/\.\w+$/, '')}.textContent = ${context.short(right, 40)};`
            : 'Create the elements and set their textContent, or sanitise the markup (DOMPurify.sanitize(…)).',
      });
    },
    calls: ['write', 'writeln', 'insertAdjacentHTML'],
    checkCall(call, context) {
      const content =
        call.name === 'insertAdjacentHTML' ? (call.arguments[1] ?? -1) : (call.arguments[0] ?? -1);
      if (call.name !== 'insertAdjacentHTML' && !/(^|\.)document\.write(ln)?$/.test(call.path)) return;
      if (content < 0 || !isForeignMarkup(context, content)) return;
      const input = clientInput(context, content);
      context.report(call.node, {
        severity: input === null ? 'medium' : 'high',
        message: `\`${call.path.slice(-40)}\` parses \`${context.short(content, 40)}\` as markup: scripts and event handlers in it run.`,
        suggestion: 'Create the element and set its textContent, or sanitise the markup first.',
      });
    },
    wrong: [
      {
        language: 'javascript',
        code: 'function f(el, name) {\n  el.innerHTML = "<b>" + name + "</b>";\n}',
        line: 2,
      },
      { language: 'javascript', code: 'document.write("<p>" + location.hash + "</p>");' },
      {
        language: 'typescript',
        code: 'function f(el: Element, message: string) { el.innerHTML = message; }',
        fixed: 'function f(el: Element, message: string) { el.textContent = message; }',
      },
      {
        language: 'jsx',
        code: 'const A = ({ body }) => <div dangerouslySetInnerHTML={{ __html: body }} />;',
      },
      {
        language: 'javascript',
        code: 'function f(el, text) { el.insertAdjacentHTML("beforeend", `<li>${text}</li>`); }',
      },
    ],
    right: [
      {
        language: 'javascript',
        code: 'el.innerHTML = ""; el.innerHTML = "<b>fixed</b>"; el.textContent = name; textarea.innerHTML = name;',
      },
      {
        language: 'javascript',
        code: 'el.innerHTML = DOMPurify.sanitize(text); el.innerHTML = `<b>${escapeHtml(name)}</b>`;',
      },
      { language: 'javascript', code: 'stream.write("<p>" + name + "</p>"); const html = el.innerHTML;' },
      {
        language: 'jsx',
        code: 'const A = () => <div dangerouslySetInnerHTML={{ __html: "<b>x</b>" }} title={x} />;',
      },
    ],
  }),
  defineRule({
    id: 'reflected-xss',
    category: 'security',
    severity: 'high',
    languages: [...js, 'php', 'python', 'go', 'java'],
    title: "A client's input sent back as a page",
    rationale: 'A link with markup in a parameter then runs a script in the reader’s session.',
    cwe: 79,
    unsure:
      'headers and the query as a whole, which no link can fill with markup: right in 0 of 2 findings on real code',
    remediationMinutes: 20,
    skipTests: true,
    kinds: ['echo_statement', 'print_intrinsic', 'return_statement'],
    check(node, context) {
      if (context.kind(node) === 'return_statement') {
        if (context.family !== 'python' || !context.says(/\bflask\b/)) return;
        const value = context.children(node)[0] ?? -1;
        const built = value < 0 ? null : builtString(context, value);
        if (built === null || !/<[a-z!]/i.test(built.text)) return;
        reportReflection(node, value, context);
        return;
      }
      if (context.family !== 'php') return;
      for (const child of context.children(node)) reportReflection(node, child, context);
    },
    calls: [
      'send',
      'end',
      'write',
      'Fprintf',
      'println',
      'print',
      'HttpResponse',
      'HTMLResponse',
      'make_response',
      'Markup',
      'mark_safe',
    ],
    checkCall(call, context) {
      if (
        context.family === 'js' &&
        !/^(res|response|reply)\.(status\(.*\)\.)?(send|end|write)$/.test(call.path)
      )
        return;
      if (context.family === 'go' && !/^fmt\.Fprintf$/.test(call.path)) return;
      if (context.family === 'java' && !/getWriter\(\)\.(print|println)$/.test(call.path)) return;
      if (context.family === 'php') return;
      if (context.family === 'python') {
        const page = call.arguments[0] ?? -1;
        if (!/^(HttpResponse|HTMLResponse|make_response|Markup|mark_safe)$/.test(call.name)) return;
        const built = builtString(context, page);
        if (built === null || !/<[a-z!]/i.test(built.text)) return;
        reportReflection(call.node, page, context);
        return;
      }
      const sent = context.family === 'go' ? call.arguments.slice(1) : call.arguments.slice(0, 1);
      const markup = sent.some((each) =>
        /<[a-z!]/i.test(builtString(context, each)?.text ?? context.stringValue(each) ?? ''),
      );
      if (!markup) return;
      for (const each of sent)
        if (clientInput(context, each) !== null) return reportReflection(call.node, each, context);
    },
    wrong: [
      { language: 'php', code: '<?php\necho "//" . $_SERVER["HTTP_HOST"];', line: 2, unsure: true },
      { language: 'php', code: '<?php\necho "Hello " . $_GET["name"];', line: 2 },
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => {\n  res.send("<h1>" + req.query.name + "</h1>");\n});',
        line: 2,
      },
      {
        language: 'python',
        code: 'from flask import request\ndef f():\n    return "<h1>" + request.args["name"] + "</h1>"',
        line: 3,
      },
      {
        language: 'python',
        code: 'def f(request):\n    return HttpResponse("<h1>" + request.GET["q"] + "</h1>")',
        line: 2,
      },
    ],
    right: [
      {
        language: 'php',
        code: '<?php\n$id = $_GET["id"];\n$next = $id + 1;\necho "<b>$next</b>";\n$parts = explode($_GET["view"], $name);\necho "<i>$parts[1]</i>";',
      },
      {
        language: 'php',
        code: '<?php\necho htmlspecialchars($_GET["name"]); echo (int) $_GET["page"]; echo $title;',
      },
      {
        language: 'php',
        code: '<?php\n$csrf_token = $_POST["csrf_token"]; ?><input value="<?php echo $csrf_token ?>">',
      },
      {
        language: 'php',
        code: '<?php\nif ($one) { $name = $_GET["file"]; show($name); } else { foreach (glob("*.php") as $name) { echo "<p>$name</p>"; } }',
      },
      {
        language: 'javascript',
        code: 'app.get("/", (req, res) => { res.send({ name: req.query.name }); res.send(`<h1>${escapeHtml(req.query.name)}</h1>`); });',
      },
      {
        language: 'python',
        code: 'from flask import request, render_template\ndef f():\n    return render_template("a.html", name=request.args["name"])',
      },
      {
        language: 'python',
        code: 'def f(name):\n    return Markup("<li>%s</li>") % name, Markup("<li>%s</li>" % escape(name)), mark_safe("<b>x</b>")',
      },
    ],
  }),
];

function reportReflection(node: number, value: number, context: RuleContext): void {
  const input = clientInput(context, value);
  // A token against forged requests only gets here when it is the session's own.
  if (input === null || /csrf|xsrf|\bnonce\b/i.test(context.short(value, 200))) return;
  context.report(node, {
    // No link sets a header, and browsers write the query's marks as `%3C`.
    unsure: /\$_SERVER/.test(input) && !/PHP_SELF|PATH_INFO/.test(input),
    message: `What the client sent (\`${input}\`) goes into the page unescaped: markup in it is run by the reader's browser.`,
    suggestion:
      context.family === 'php'
        ? 'Escape it: echo htmlspecialchars($value, ENT_QUOTES);'
        : 'Escape it for HTML, or use a template engine that escapes by default.',
    evidence: [`client input: ${input}`],
  });
}
