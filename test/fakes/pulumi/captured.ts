import type { RegisterResourceRequest } from '@pulumi/pulumi/proto/resource_pb.js';
import { outputsOf } from './aws.ts';
import { decode } from './values.ts';

/** A resource as the program registered it. */
export interface Captured {
  urn: string;
  type: string;
  name: string;
  /** URN. */
  parent: string;
  /** False for components, which only hold others together. */
  custom: boolean;
  inputs: Record<string, unknown>;
  /** Paths of inputs that are secret. */
  secrets: string[];
  /** Inputs and what AWS would have added to them. */
  outputs: Record<string, unknown>;
  protect: boolean;
  retainOnDelete: boolean;
  ignoreChanges: string[];
  /** URNs. */
  dependencies: string[];
  provider: string;
}

/** What a run of the program came to. */
export interface Capture {
  resources: Captured[];
  /** Of the stack; `secretOutputs` names those that are secret. */
  outputs: Record<string, unknown>;
  secretOutputs: string[];
  /** What the program said, warnings and errors included. */
  messages: string[];
  exitCode: number | null;
}

export function captureOf(
  request: RegisterResourceRequest,
  urn: string,
  { region, preview }: { region: string; preview: boolean },
): Captured {
  const secrets: string[] = [];
  const inputs = decode(request.getObject()?.toJavaScript() ?? {}, '', secrets) as Record<string, unknown>;
  const type = request.getType();
  const name = request.getName();
  const custom = request.getCustom();
  return {
    urn,
    type,
    name,
    parent: request.getParent(),
    custom,
    inputs,
    secrets,
    outputs: preview || !custom ? plain(inputs) : outputsOf(type, name, plain(inputs), region),
    protect: request.getProtect() ?? false,
    retainOnDelete: request.getRetainondelete() ?? false,
    ignoreChanges: request.getIgnorechangesList(),
    dependencies: request.getDependenciesList(),
    provider: request.getProvider(),
  };
}

const plain = (value: Record<string, unknown>): Record<string, unknown> =>
  JSON.parse(JSON.stringify(value)) as Record<string, unknown>;
