import { Marked, Renderer, type Tokens } from 'marked';
import { escapeHtml } from './html.ts';

/**
 * Markdown without raw HTML; links and pictures become their text, since a report must not call anybody.
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

export const renderMarkdown = (text: string): string => marked.parse(text, { async: false });
