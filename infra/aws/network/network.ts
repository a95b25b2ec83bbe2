import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';

export interface Network {
  vpc: pulumi.Output<string>;
  /** Where slots run. */
  subnets: pulumi.Output<string>[];
  /** Three, each in a zone of its own: where an own warehouse stands. */
  warehouseSubnets: pulumi.Output<string>[];
  routeTable: pulumi.Output<string> | null;
  /** Of the slots: they reach the endpoints and S3, nobody reaches them. */
  slots: pulumi.Output<string>;
  /** Of the endpoints and the warehouse. */
  endpoints: pulumi.Output<string> | null;
}

/** Redshift Serverless stands in three zones. */
const warehouseZones = 3;

/**
 * Private subnets and no way out: no internet gateway, no NAT. Lambda functions are outside of it, so webhooks and models
 * need none. Of an existing network only a security group is made.
 */
export async function createNetwork(context: Context): Promise<Network> {
  const { config, region, provider } = context;
  const { within } = group(context, 'Network');
  const prefixList = await aws.ec2.getManagedPrefixList({ name: `com.amazonaws.${region}.s3` }, { provider });
  if (config.vpc !== undefined) {
    const { cidrBlock } = await aws.ec2.getVpc({ id: config.vpc.id }, { provider });
    const slots = new aws.ec2.SecurityGroup('slots', { vpcId: config.vpc.id, description: 'Slots' }, within);
    leaveTo('slots-to-endpoints', slots, { cidrIpv4: cidrBlock }, within);
    leaveTo('slots-to-s3', slots, { prefixListId: prefixList.id }, within);
    const subnets = config.vpc.subnets.map((one) => pulumi.output(one));
    return {
      vpc: pulumi.output(config.vpc.id),
      subnets,
      warehouseSubnets: subnets,
      routeTable: null,
      slots: slots.id,
      endpoints: null,
    };
  }
  const vpc = new aws.ec2.Vpc(
    'vpc',
    { cidrBlock: '10.77.0.0/16', enableDnsSupport: true, enableDnsHostnames: true },
    within,
  );
  // Nobody uses it by mistake: it lets nothing in or out.
  new aws.ec2.DefaultSecurityGroup('nothing', { vpcId: vpc.id }, within);
  const { names } = await aws.getAvailabilityZones({ state: 'available' }, { provider });
  const zones = names.slice(0, warehouseZones);
  const routeTable = new aws.ec2.RouteTable('private', { vpcId: vpc.id }, within);
  const subnets = zones.map((availabilityZone, index) => {
    const subnet = new aws.ec2.Subnet(
      `private-${index + 1}`,
      { vpcId: vpc.id, cidrBlock: `10.77.${index}.0/24`, availabilityZone, mapPublicIpOnLaunch: false },
      within,
    );
    new aws.ec2.RouteTableAssociation(
      `private-${index + 1}`,
      { subnetId: subnet.id, routeTableId: routeTable.id },
      within,
    );
    return subnet.id;
  });
  const slots = new aws.ec2.SecurityGroup('slots', { vpcId: vpc.id, description: 'Slots' }, within);
  const endpoints = new aws.ec2.SecurityGroup(
    'endpoints',
    { vpcId: vpc.id, description: 'Endpoints' },
    within,
  );
  leaveTo('slots-to-endpoints', slots, { referencedSecurityGroupId: endpoints.id }, within);
  leaveTo('slots-to-s3', slots, { prefixListId: prefixList.id }, within);
  new aws.vpc.SecurityGroupIngressRule(
    'endpoints-from-slots',
    {
      securityGroupId: endpoints.id,
      referencedSecurityGroupId: slots.id,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
    },
    within,
  );
  return {
    vpc: vpc.id,
    subnets: subnets.slice(0, config.zones),
    warehouseSubnets: subnets,
    routeTable: routeTable.id,
    slots: slots.id,
    endpoints: endpoints.id,
  };
}

const leaveTo = (
  name: string,
  from: aws.ec2.SecurityGroup,
  to: Pick<aws.vpc.SecurityGroupEgressRuleArgs, 'cidrIpv4' | 'prefixListId' | 'referencedSecurityGroupId'>,
  within: pulumi.CustomResourceOptions,
): void =>
  void new aws.vpc.SecurityGroupEgressRule(
    name,
    { securityGroupId: from.id, ...to, ipProtocol: 'tcp', fromPort: 443, toPort: 443 },
    within,
  );
