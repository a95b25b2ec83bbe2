import type { Container, Task } from '@aws-sdk/client-ecs';
import type { SandboxState } from '../../../../shared/ports/sandbox.ts';
import { executorContainer } from './names.ts';

/** 128 + SIGKILL: what the kernel's out-of-memory killer leaves, and `StopTask` after its grace. */
const killed = 137;

/**
 * What a task's record says of the launch that it served. Only what the launch itself may have caused is a try of it.
 * Codes: https://docs.aws.amazon.com/AmazonECS/latest/developerguide/stopped-task-error-codes.html
 */
export function stateOfTask(task: Task): SandboxState {
  if (task.lastStatus !== 'STOPPED') return { status: 'running' };
  const container = task.containers?.find(({ name }) => name === executorContainer);
  return { status: 'ended', ...endOf(task, container) };
}

function endOf(task: Task, container: Container | undefined): { counted: boolean; reason: string } {
  const why = [task.stoppedReason, container?.reason].filter(Boolean).join('; ').slice(0, 500);
  switch (task.stopCode) {
    case 'SpotInterruption':
      return { counted: false, reason: 'Fargate took the Spot capacity back' };
    case 'UserInitiated':
    case 'ServiceSchedulerInitiated':
      return { counted: false, reason: `the task was stopped: ${why}` };
    // Image, network or logs: three of them are worth an end that says so.
    case 'TaskFailedToStart':
    case 'TerminationNotice':
      return { counted: true, reason: `the task could not be started: ${why}` };
    default:
      return endOfContainer(container, why);
  }
}

function endOfContainer(container: Container | undefined, why: string): { counted: boolean; reason: string } {
  const code = container?.exitCode;
  if (code === killed && /out ?of ?memory/i.test(why))
    return { counted: true, reason: `the container ran out of memory: ${why}` };
  // Its own end, after its time or when its work was done: a launch that it had not begun is nobody's try.
  if (code === 0) return { counted: false, reason: 'the slot had ended' };
  return {
    counted: true,
    reason: `the container ended with code ${code ?? 'unknown'}${why === '' ? '' : `: ${why}`}`,
  };
}
