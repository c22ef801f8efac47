import type { RuleContext } from '../context.ts';
import type { Definition } from './constants.ts';

/** Types that no text fits into. */
const harmlessType =
  /\b(int|integer|long|short|byte|double|float|bool|boolean|number|uuid|guid|date\w*|localdate\w*|instant|decimal|bigdecimal|enum|u?int\d+)\b/i;

/**
 * What a parameter is called where a framework fills it from a request: Spring's and JAX-RS's annotations, ASP.NET's attributes,
 * the arguments of Flask's and FastAPI's routes, and the events of serverless functions; null for any other.
 */
export function requestParameter(context: RuleContext, definition: Definition, name: string): string | null {
  const { family } = context;
  if (definition.value >= 0 || definition.scope < 0) return null;
  switch (family) {
    case 'java': {
      if (context.kind(definition.node) !== 'formal_parameter') return null;
      const text = context.short(definition.node, 160);
      const annotation =
        /@(RequestParam|PathVariable|RequestBody|RequestHeader|CookieValue|QueryParam|PathParam|FormParam|HeaderParam|CookieParam|MatrixVariable)\b/.exec(
          text,
        )?.[1];
      return annotation === undefined ||
        harmlessType.test(context.text(context.field(definition.node, 'type')))
        ? null
        : `@${annotation} ${name}`;
    }
    case 'csharp': {
      if (context.kind(definition.node) !== 'parameter') return null;
      const type = context.text(context.field(definition.node, 'type'));
      if (harmlessType.test(type)) return null;
      const attribute = /\[From(Query|Body|Route|Form|Header)\b/.exec(
        context.short(definition.node, 160),
      )?.[1];
      if (attribute !== undefined) return `[From${attribute}] ${name}`;
      // Plain text parameters of an action are filled from the query or the route.
      const method = context.short(definition.scope, 200);
      return /^string\??$/.test(type) && /^\[Http(Get|Post|Put|Delete|Patch)\b|^\[Route\b/.test(method)
        ? name
        : null;
    }
    case 'python': {
      const decorated = context.parent(definition.scope);
      if (context.kind(decorated) !== 'decorated_definition') return null;
      const decorator = context.source.slice(
        context.tree.start[decorated],
        context.tree.start[definition.scope],
      );
      if (!/@\w+(\.\w+)*\.(route|get|post|put|delete|patch|websocket)\(/.test(decorator)) return null;
      // A name that the function takes apart from what a call gave is no parameter.
      if (!context.isInside(definition.node, context.field(definition.scope, 'parameters'))) return null;
      const parameter = context.short(definition.node, 80);
      if (
        harmlessType.test(parameter) ||
        /\b(Depends|Session|Request|Response|BackgroundTasks|self|cls)\b/.test(parameter) ||
        /^(self|cls|db|request|response|session)$/.test(name)
      )
        return null;
      // `<int:id>` lets only numbers through.
      return new RegExp(`<(int|float|uuid):${name}>`).test(decorator) ? null : name;
    }
    default:
      return null;
  }
}
