import type { PolicyDocument } from '../../../../infra/aws/policies/document.ts';
import type { Capture } from '../../../fakes/pulumi/captured.ts';
import { find, ofType } from '../pulumi/deployments.ts';
import { bucket, busName } from './resources.ts';

/** What the tests' names are called in the captured graph: ARNs. All throw for a name that the stack does not have. */
export interface GraphArns {
  bucket(name: string): string;
  queue(name: string): string;
  bus(name: string): string;
  role(name: string): string;
  secret(name: string): string;
  cluster(name: string): string;
  task(id: string): string;
  /** @param revision `family:number` */
  revision(revision: string): string;
  workgroup(name: string): string;
}

export function arnsOf(capture: Capture): GraphArns {
  const arn = (type: string, name: string): string => String(find(capture, type, name).outputs['arn']);
  const only =
    (known: string, type: string, name: string) =>
    (given: string): string => {
      if (given !== known) throw new Error(`${given} is not ${known}, the stack's ${name}`);
      return arn(type, name);
    };
  const cluster = only('kaiseki', 'aws:ecs/cluster:Cluster', 'slots');
  return {
    bucket: only(bucket, 'aws:s3/bucket:Bucket', 'runs'),
    queue: (name) => arn('aws:sqs/queue:Queue', name),
    bus: only(busName, 'aws:cloudwatch/eventBus:EventBus', 'events'),
    role: (name) => arn('aws:iam/role:Role', name),
    secret: (name) => arn('aws:secretsmanager/secret:Secret', name),
    cluster,
    task: (id) => `${cluster('kaiseki').replace(':cluster/', ':task/')}/${id}`,
    revision(revision) {
      const [family, number] = revision.split(':');
      if (family !== 'kaiseki-executor') throw new Error(`${family} is not the stack's family`);
      return arn('aws:ecs/taskDefinition:TaskDefinition', 'slot').replace(/:\d+$/, `:${number}`);
    },
    workgroup: only('kaiseki', 'aws:redshiftserverless/workgroup:Workgroup', 'warehouse'),
  };
}

const roleType = 'aws:iam/role:Role';

const parse = (text: unknown): PolicyDocument => JSON.parse(String(text)) as PolicyDocument;

/** Policies of the captured graph that decide about a call. */
export const policiesIn = (capture: Capture) => ({
  arnOf: (role: string) => String(find(capture, roleType, role).outputs['arn']),
  ofRole: (name: string) => parse(find(capture, 'aws:iam/rolePolicy:RolePolicy', name).inputs['policy']),
  /** Whether the role with this ARN lets the function's role assume it. */
  trusts: (role: string, caller: string): boolean =>
    ofType(capture, roleType)
      .filter(({ outputs }) => outputs['arn'] === role)
      .flatMap(({ inputs }) => parse(inputs['assumeRolePolicy']).Statement)
      .flatMap(({ Principal }) => (typeof Principal === 'object' && 'AWS' in Principal ? Principal.AWS : []))
      .includes(String(find(capture, roleType, caller).outputs['arn'])),
  ofBucket: parse(find(capture, 'aws:s3/bucketPolicy:BucketPolicy', 'runs').inputs['policy']),
  ofEndpoint: parse(find(capture, 'aws:ec2/vpcEndpoint:VpcEndpoint', 's3').inputs['policy']),
  endpoint: String(find(capture, 'aws:ec2/vpcEndpoint:VpcEndpoint', 's3').outputs['id']),
});
