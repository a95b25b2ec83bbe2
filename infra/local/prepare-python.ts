import { preparePythonEnvironment } from '../setup/python.mjs';
import type { PreparePython } from './sandbox/local-sandbox.ts';

/** The environment that programs run in, made by the checkout's own set-up when the first program needs it. */
export const preparePython: PreparePython = () => preparePythonEnvironment({ development: false });
