import { Marked, Renderer, type Tokens } from 'marked';
import { markPattern, markStart, unmarked } from '../answer/anchors.ts';
import { escapeHtml } from './html.ts';

/**
 * Markdown without raw HTML; links and pictures become their text, since a report must not call anybody. The only links
 * are those of numbers to their cells, on the same page.
 *
 * CommonMark ends bold text by the letters around it, as if every language had spaces: は**-3**です and **70%**です stay
 * stars. Here ** begins and ends bold text wherever it stands.
 */
const marked = new Marked({
  gfm: true,
  extensions: [
    {
      name: 'bold',
      level: 'inline',
      start: (text) => text.search(/\*\*[^\s*]/),
      tokenizer(text) {
        const match = /^\*\*(?!\s)((?:\\.|[^\\*\n])+?)(?<!\s)\*\*/.exec(text);
        return match === null
          ? undefined
          : { type: 'bold', raw: match[0], tokens: this.lexer.inlineTokens(match[1] ?? '') };
      },
      renderer({ tokens }) {
        return `<strong>${this.parser.parseInline(tokens ?? [])}</strong>`;
      },
    },
    {
      name: 'origin',
      level: 'inline',
      start: (text) => {
        const at = text.indexOf(markStart);
        return at === -1 ? undefined : at;
      },
      tokenizer(text) {
        const groups = markPattern.exec(text)?.groups;
        if (groups === undefined) return undefined;
        const { kind, id, text: shown = '' } = groups;
        return {
          type: 'origin',
          raw: markPattern.exec(text)?.[0] ?? '',
          kind,
          id,
          tokens: this.lexer.inlineTokens(shown),
        };
      },
      renderer({ tokens, kind, id }) {
        const inner = this.parser.parseInline(tokens ?? []);
        return kind === '#'
          ? `<a href="#${escapeHtml(String(id))}">${inner}</a>`
          : `<span id="${escapeHtml(String(id))}">${inner}</span>`;
      },
    },
  ],
  renderer: {
    html: ({ text }) => escapeHtml(text),
    link: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
    // A wide table scrolls by itself instead of leaving its box.
    table(token: Tokens.Table) {
      return `<div class="scroll">${Renderer.prototype.table.call(this, token)}</div>`;
    },
  },
});

export const renderMarkdown = (text: string): string => unmarked(marked.parse(text, { async: false }));
