import { Marked } from 'marked';
import { escapeHtml } from './html.ts';

/** Markdown without raw HTML; links and pictures become their text, since a report must not call anybody. */
const marked = new Marked({
  gfm: true,
  renderer: {
    html: ({ text }) => escapeHtml(text),
    link: ({ text }) => escapeHtml(text),
    image: ({ text }) => escapeHtml(text),
  },
});

export const renderMarkdown = (text: string): string => marked.parse(text, { async: false });
