import grpc from '@grpc/grpc-js';
import empty from 'google-protobuf/google/protobuf/empty_pb.js';
import struct from 'google-protobuf/google/protobuf/struct_pb.js';
import engineServices from '@pulumi/pulumi/proto/engine_grpc_pb.js';
import engineMessages from '@pulumi/pulumi/proto/engine_pb.js';
import monitorServices from '@pulumi/pulumi/proto/resource_grpc_pb.js';
import messages from '@pulumi/pulumi/proto/resource_pb.js';
import { answerInvoke } from './aws.ts';
import { captureOf, type Capture } from './captured.ts';
import { decode } from './values.ts';

export interface Deployment {
  project: string;
  stack: string;
  region: string;
  /** As `pulumi preview`: nothing that AWS decides is known. */
  preview: boolean;
}

export interface Engine {
  /** Where both of its services listen. */
  address: string;
  capture: Capture;
  /** What the runner asked for that this engine does not know. */
  unknownCalls: string[];
  close(): void;
}

type Reply = (error: Partial<grpc.ServiceError> | null, value?: unknown) => void;
type Call<T> = { request: T };

/** Without these the runner would leave out which inputs are secret and which are only known later. */
const features = [
  messages.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_SECRETS,
  messages.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_RESOURCE_REFERENCES,
  messages.ResourceMonitorFeature.RESOURCE_MONITOR_FEATURE_OUTPUT_VALUES,
];

/**
 * The side of Pulumi that a program's runner talks to (https://github.com/pulumi/pulumi/blob/master/proto/pulumi/resource.proto),
 * without a provider: it notes what is registered and answers with what AWS would have added (`aws.ts`). Two resources of
 * one URN are refused, as by the real engine.
 */
export async function startEngine(deployment: Deployment): Promise<Engine> {
  const capture: Capture = { resources: [], outputs: {}, secretOutputs: [], messages: [], exitCode: null };
  const unknownCalls: string[] = [];
  const server = new grpc.Server();
  server.addService(
    monitorServices.ResourceMonitorService,
    complete(
      monitorServices.ResourceMonitorService,
      monitorOf(deployment, capture, unknownCalls),
      unknownCalls,
    ),
  );
  server.addService(
    engineServices.EngineService,
    complete(engineServices.EngineService, engineOf(capture), unknownCalls),
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    ),
  );
  return { address: `127.0.0.1:${port}`, capture, unknownCalls, close: () => server.forceShutdown() };
}

function monitorOf(
  { project, stack, region, preview }: Deployment,
  capture: Capture,
  unknownCalls: string[],
) {
  return {
    getDeploymentInfo(_: unknown, reply: Reply) {
      const response = new messages.DeploymentInfo();
      response.setProject(project);
      response.setStack(stack);
      response.setDryrun(preview);
      response.setSupportedfeaturesList(features);
      reply(null, response);
    },
    registerResource({ request }: Call<messages.RegisterResourceRequest>, reply: Reply) {
      const urn = `urn:pulumi:${stack}::${project}::${request.getType()}::${request.getName()}`;
      if (capture.resources.some((one) => one.urn === urn))
        return reply({ code: grpc.status.INVALID_ARGUMENT, details: `Duplicate resource URN '${urn}'` });
      const captured = captureOf(request, urn, { region, preview });
      capture.resources.push(captured);
      const response = new messages.RegisterResourceResponse();
      response.setUrn(urn);
      if (captured.custom && !preview) response.setId(String(captured.outputs['id']));
      response.setObject(
        struct.Struct.fromJavaScript(captured.outputs as Record<string, struct.JavaScriptValue>),
      );
      reply(null, response);
    },
    registerResourceOutputs({ request }: Call<messages.RegisterResourceOutputsRequest>, reply: Reply) {
      const outputs = request.getOutputs()?.toJavaScript() ?? {};
      if (request.getUrn().includes('::pulumi:pulumi:Stack::'))
        capture.outputs = decode(outputs, '', capture.secretOutputs) as Record<string, unknown>;
      acknowledge(request, reply);
    },
    invoke({ request }: Call<messages.ResourceInvokeRequest>, reply: Reply) {
      const asked = decode(request.getArgs()?.toJavaScript() ?? {}, '', []) as Record<string, unknown>;
      const answer = answerInvoke(request.getTok(), asked, region);
      if (answer === null) {
        unknownCalls.push(request.getTok());
        return reply({ code: grpc.status.UNIMPLEMENTED, details: request.getTok() });
      }
      const response = new messages.ResourceInvokeResponse();
      response.setReturn(struct.Struct.fromJavaScript(answer));
      reply(null, response);
    },
    registerPackage(_: unknown, reply: Reply) {
      const response = new messages.RegisterPackageResponse();
      response.setRef('package');
      reply(null, response);
    },
    signalAndWaitForShutdown: acknowledge,
  };
}

/** Severity 0 is what Pulumi's runner says to itself. */
function engineOf(capture: Capture) {
  let root = '';
  return {
    log({ request }: Call<engineMessages.LogRequest>, reply: Reply) {
      if (request.getSeverity() > engineMessages.LogSeverity.DEBUG)
        capture.messages.push(request.getMessage());
      acknowledge(request, reply);
    },
    getRootResource(_: unknown, reply: Reply) {
      const response = new engineMessages.GetRootResourceResponse();
      response.setUrn(root);
      reply(null, response);
    },
    setRootResource({ request }: Call<engineMessages.SetRootResourceRequest>, reply: Reply) {
      root = request.getUrn();
      reply(null, new engineMessages.SetRootResourceResponse());
    },
  };
}

function acknowledge(_: unknown, reply: Reply): void {
  reply(null, new empty.Empty());
}

/** Every method of a service: what is not implemented here is noted, so that the run fails and says what was asked. */
function complete(
  service: object,
  implemented: object,
  unknownCalls: string[],
): grpc.UntypedServiceImplementation {
  const missing = (method: string) => (_: unknown, reply: Reply) => {
    unknownCalls.push(method);
    reply({ code: grpc.status.UNIMPLEMENTED, details: method });
  };
  const methods = Object.keys(service).map((method) => [method, missing(method)]);
  return { ...Object.fromEntries(methods), ...implemented } as grpc.UntypedServiceImplementation;
}
