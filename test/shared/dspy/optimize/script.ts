import type { ModelMessage } from '../../../../shared/ports/language-model.ts';

/** The rule without which the scripted model miscounts. */
export const rule = '- Count every row, rows with missing values included.';

export const questions = ['Female', 'Male', 'Non-binary'].flatMap((gender) =>
  [20, 30, 40].map((age) => ({
    id: `${gender}-${age}`,
    question: `How many users of gender ${gender} are older than ${age} or of unknown age?`,
    language: 'en',
    sql: `select count(*) as n from users where gender = '${gender}' and (age > ${age} or age is null)`,
  })),
);

/** Plans right once its instructions hold the rule, and proposes the rule when it is asked for better instructions. */
export function reply(messages: ModelMessage[]): string {
  const [first] = messages;
  const [, current] =
    /has these instructions:\n```\n(.*?)\n```\n\nWhat the step/s.exec(first?.content ?? '') ?? [];
  if (current !== undefined) return `\`\`\`\n${current}\n${rule}\n\`\`\``;
  const instructions = first?.content ?? '';
  if (instructions.includes('`probes` (str)') && !instructions.includes('`kind`'))
    return sections({ reasoning: 'Nothing is open.', probes: '' });
  const [, gender = '', age = ''] =
    /gender (\S+) are older than (\d+)/.exec(messages.at(-1)?.content ?? '') ?? [];
  const missing = instructions.includes(rule) ? ' OR u.age IS NULL' : '';
  return sections({
    reasoning: 'One row is one user.',
    kind: 'query',
    title: 'Users',
    understood: 'The number of users of that gender above that age.',
    assumptions: '',
    queries: `\`\`\`sql users_of_age\nSELECT COUNT(*) AS users FROM users AS u WHERE u.gender = '${gender}' AND (u.age > ${age}${missing})\n\`\`\``,
    program: '',
    answer: 'There are {{table.users_of_age[0].users|,d}} of them.',
    chart: '',
    ask: '',
  });
}

const sections = (texts: Record<string, string>): string =>
  `${Object.entries(texts)
    .map(([name, text]) => `[[ ## ${name} ## ]]\n${text}`)
    .join('\n\n')}\n\n[[ ## completed ## ]]`;
