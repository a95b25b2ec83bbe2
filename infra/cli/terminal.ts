/** Text from data or programs, without what a terminal would obey: escapes, control characters, direction marks. */
export const harmless = (text: string): string =>
  text
    // eslint-disable-next-line no-control-regex
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]/g, '')
    .replace(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, (character) =>
      character === '\n' || character === '\t' ? character : '',
    );

/** One line on stderr that is written over; nothing when stderr is no terminal. */
export function createStatusLine(stream: NodeJS.WriteStream): { show(text: string): void; clear(): void } {
  if (!stream.isTTY) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) =>
      void stream.write(
        `\r\u001b[K${Array.from(text)
          .slice(0, Math.max(20, stream.columns - 1))
          .join('')}`,
      ),
    clear: () => void stream.write('\r\u001b[K'),
  };
}
