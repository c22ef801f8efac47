import { type Html, html } from './html.ts';

/** A column of a table. */
export interface Column {
  title: string;
  isNumber?: boolean;
}

/** A table that can be scrolled where it is too wide. Cells are escaped unless they are HTML. */
export function table(
  columns: readonly Column[],
  rows: readonly { cells: readonly (Html | string)[]; isBest?: boolean }[],
): Html {
  const head = columns.map(({ title, isNumber }) =>
    isNumber ? html`<th scope="col" class="n">${title}</th>` : html`<th scope="col">${title}</th>`,
  );
  const body = rows.map(
    ({ cells, isBest }) =>
      html`<tr${isBest ? html` class="best"` : null}>${cells.map((cell, at) =>
        columns[at]?.isNumber ? html`<td class="n">${cell}</td>` : html`<td>${cell}</td>`,
      )}</tr>`,
  );
  return html`<div class="scroll" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** A part of the page, with its place in the contents. */
export interface Section {
  id: string;
  title: string;
  body: Html;
}

/** A section, or nothing where there is nothing to say. */
export function section(id: string, title: string, isThere: boolean, body: () => Html): Section[] {
  return isThere ? [{ id, title, body: body() }] : [];
}
