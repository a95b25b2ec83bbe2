import { PermanentError } from '../../shared/errors.ts';
import { planSchema, type Plan } from '../../shared/plan/plan.ts';
import { resultSchema } from '../../shared/plan/result.ts';
import type { ObjectStore } from '../../shared/ports/object-store.ts';
import { datasetHash, slotClaimKey, slotKey } from '../../shared/run/keys.ts';
import { createRunLog } from '../../shared/run/log.ts';
import { getRef, putOnce } from '../../shared/run/refs.ts';
import type { Run, SandboxWork } from '../../shared/run/run.ts';

/** Signed URLs outlive the run by this much, for clocks that differ. */
const graceSeconds = 120;

/**
 * Writes the launch's assignment into its slot's mailbox. Both writes are conditional, so a replay changes nothing.
 * @returns 'taken' when the slot serves another run
 */
export async function deliverAssignment(
  store: ObjectStore,
  run: Run,
  work: SandboxWork,
  now: Date,
): Promise<'delivered' | 'taken'> {
  // Made first: a run that cannot be assigned must not take the slot from others.
  const assignment = await makeAssignment(store, run, work, now);
  const claim = await store.put(slotClaimKey(work.slot), run.id, { ifNoneMatch: '*' });
  if (!claim.written && (await claimant(store, work.slot)) !== run.id) return 'taken';
  await store.put(slotKey(work.slot, work.assignment), JSON.stringify(assignment), {
    ifNoneMatch: '*',
    contentType: 'application/json',
  });
  return 'delivered';
}

/** The run that the slot serves, or whoever else claimed it. */
export async function claimant(store: ObjectStore, slot: string): Promise<string | null> {
  const stored = await store.get(slotClaimKey(slot));
  return stored === null ? null : new TextDecoder().decode(stored.body);
}

async function makeAssignment(store: ObjectStore, run: Run, work: SandboxWork, now: Date) {
  if (run.plan === null) throw new PermanentError('a program without a plan');
  const plan = await getRef(store, run.plan, planSchema);
  const expiresInSeconds = Math.ceil((Date.parse(run.deadline) - now.getTime()) / 1000) + graceSeconds;
  const sign = (key: string, version?: string) =>
    store.signGet(key, version === undefined ? { expiresInSeconds } : { expiresInSeconds, version });

  const program = await writeProgram(store, work, plan);
  return {
    version: 1,
    slot: work.slot,
    assignment: work.assignment,
    end: false,
    token: work.token,
    attempt: work.attempt,
    launch: work.launch,
    program: { url: await sign(program.key, program.version), sha256: program.sha256, bytes: program.bytes },
    parameters: plan.parameters,
    datasets: await Promise.all(
      datasetsOf(run, plan).map(async ({ key, ...rest }) => ({ ...rest, url: await sign(key) })),
    ),
    artifacts: await Promise.all(
      (await parentArtifacts(store, run, plan)).map(async ({ key, version, ...rest }) => ({
        ...rest,
        url: await sign(key, version),
      })),
    ),
    output: { ...(await signOutput(store, run, work, expiresInSeconds)), prefix: work.prefix },
    limits: programLimits(run),
    deadline: run.deadline,
    next: { url: await sign(slotKey(work.slot, work.assignment + 1)) },
  };
}

async function signOutput(store: ObjectStore, run: Run, work: SandboxWork, expiresInSeconds: number) {
  const maxBytes = Math.max(run.limits.artifactBytes, 64 * 2 ** 20);
  return { ...(await store.signPost(work.prefix, { maxBytes, expiresInSeconds })), maxBytes };
}

async function writeProgram(store: ObjectStore, work: SandboxWork, plan: Plan) {
  const body = new TextEncoder().encode(plan.program ?? '');
  const ref = await putOnce(store, `${work.prefix}program.py`, body, 'text/x-python');
  return { ...ref, bytes: body.length };
}

function datasetsOf(run: Run, plan: Plan) {
  return plan.queries.map((query) => {
    const hash = datasetHash(query, run.dataVersion ?? '');
    const work = run.queries.find((one) => one.hash === hash && one.state === 'succeeded');
    if (work?.extract == null) throw new PermanentError(`the dataset ${query.name} is not there`);
    return { name: query.name, key: `${work.prefix}data.parquet`, ...work.extract };
  });
}

/** What the plan asks of the parent run's artifacts. */
async function parentArtifacts(store: ObjectStore, run: Run, plan: Plan) {
  if (plan.parentArtifacts.length === 0) return [];
  const parent = run.parentRunId === null ? null : await createRunLog(store).read(run.parentRunId);
  if (parent?.run.result == null || parent.run.principal !== run.principal)
    throw new PermanentError('the parent run has no result');
  const { artifacts } = await getRef(store, parent.run.result, resultSchema);
  return plan.parentArtifacts.map((name) => {
    const found = artifacts.find((one) => one.name === name);
    if (found === undefined) throw new PermanentError(`the parent run has no artifact ${name}`);
    const { key, version, bytes } = found;
    const file = { name, key, sha256: found.sha256, bytes };
    return { ...file, ...(version !== null && { version }) };
  });
}

const programLimits = (run: Run) => ({
  wallSeconds: run.limits.programSeconds,
  cpuSeconds: Math.ceil(run.limits.programSeconds * run.limits.programCpus),
  memoryBytes: run.limits.programMemoryBytes,
  processes: 64,
  diskBytes: run.limits.artifactBytes,
  inodes: 20_000,
  outputBytes: 2 ** 20,
  artifactFiles: run.limits.artifactFiles,
  artifactBytes: run.limits.artifactBytes,
});
