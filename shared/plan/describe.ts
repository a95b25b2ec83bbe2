import type { Plan } from './plan.ts';

/** The plan as it ran, in the forms that its repair is to be written in. */
export function describePlan(plan: Plan): string {
  const {
    title,
    kind,
    understood,
    assumptions,
    queries,
    program,
    parameters,
    parentArtifacts,
    answer,
    chart,
  } = plan;
  const parts = [
    `title: ${title}\nkind: ${kind}\nunderstood: ${understood}`,
    assumptions.length === 0 ? '' : `assumptions:\n${assumptions.map((one) => `- ${one}`).join('\n')}`,
    queries.length === 0
      ? ''
      : `queries:\n${queries.map(({ name, sql }) => fence(`sql ${name}`, sql)).join('\n')}`,
    Object.keys(parameters).length === 0 ? '' : `kaiseki.parameters(): ${JSON.stringify(parameters)}`,
    parentArtifacts.length === 0 ? '' : `kaiseki.artifact(name) knows: ${parentArtifacts.join(', ')}`,
    program === null ? '' : `program:\n${fence('python', program)}`,
    answer === null ? '' : `answer:\n${answer}`,
    chart === null ? '' : `chart: ${chart.type} ${chart.table} ${chart.x} ${chart.y.join(' ')}`,
  ];
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Longer than any fence that the code itself holds. */
export function fence(info: string, code: string): string {
  const longest = Math.max(2, ...(code.match(/`+/g) ?? []).map((ticks) => ticks.length));
  const mark = '`'.repeat(longest + 1);
  return `${mark}${info}\n${code.trimEnd()}\n${mark}`;
}
