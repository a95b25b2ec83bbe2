import { z } from 'zod';

/** What a run may use. A caller may ask for less or, up to the host's ceiling, for more. */
export const limitsSchema = z.strictObject({
  /** From acceptance to the terminal state. */
  runSeconds: z.int().min(1).max(86_400),
  attempts: z.int().min(1).max(10),
  datasetRows: z.int().min(1),
  datasetBytes: z.int().min(1),
  programSeconds: z.number().min(0.1),
  programMemoryBytes: z.int().min(16 * 2 ** 20),
  programCpus: z.int().min(1).max(64),
  artifactFiles: z.int().min(0).max(1_000),
  artifactBytes: z.int().min(0),
});
export type Limits = z.infer<typeof limitsSchema>;

export const defaultLimits: Limits = {
  runSeconds: 15 * 60,
  attempts: 3,
  datasetRows: 5_000_000,
  datasetBytes: 2e9,
  programSeconds: 10 * 60,
  programMemoryBytes: 4 * 2 ** 30,
  programCpus: 2,
  artifactFiles: 200,
  artifactBytes: 500e6,
};

/** Tries at starting an attempt's sandbox or query before the infrastructure is given up. */
export const launchLimit = 3;

/** Characters (UTF-16 code units) of a prompt. */
export const promptLimit = 8_000;
