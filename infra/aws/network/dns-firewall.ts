import * as aws from '@pulumi/aws';
import * as pulumi from '@pulumi/pulumi';
import { group, type Context } from '../context.ts';
import { layerBucket } from './endpoints.ts';
import type { Network } from './network.ts';

/**
 * The resolver of a network answers even where no packet leaves, so names could carry data out. Only those that a slot needs
 * are looked up; if the firewall cannot answer, nothing is. An existing network has other tenants and keeps its own rules.
 */
export function createDnsFirewall(context: Context, network: Network, bucket: pulumi.Output<string>): void {
  const { config, region, account } = context;
  if (config.vpc !== undefined) return;
  const { within } = group(context, 'DnsFirewall');
  const needed = new aws.route53.ResolverFirewallDomainList(
    'needed',
    {
      domains: [
        pulumi.interpolate`${bucket}.s3.${region}.amazonaws.com`,
        `${layerBucket(region)}.s3.${region}.amazonaws.com`,
        `api.ecr.${region}.amazonaws.com`,
        `${account}.dkr.ecr.${region}.amazonaws.com`,
        `logs.${region}.amazonaws.com`,
      ],
    },
    within,
  );
  const everything = new aws.route53.ResolverFirewallDomainList('everything', { domains: ['*'] }, within);
  const rules = new aws.route53.ResolverFirewallRuleGroup('slots', {}, within);
  new aws.route53.ResolverFirewallRule(
    'needed',
    {
      firewallRuleGroupId: rules.id,
      firewallDomainListId: needed.id,
      priority: 100,
      action: 'ALLOW',
      // What AWS's own names lead to are AWS's own names.
      firewallDomainRedirectionAction: 'TRUST_REDIRECTION_DOMAIN',
    },
    within,
  );
  new aws.route53.ResolverFirewallRule(
    'everything-else',
    {
      firewallRuleGroupId: rules.id,
      firewallDomainListId: everything.id,
      priority: 200,
      action: 'BLOCK',
      blockResponse: 'NODATA',
    },
    within,
  );
  new aws.route53.ResolverFirewallRuleGroupAssociation(
    'slots',
    { vpcId: network.vpc, firewallRuleGroupId: rules.id, priority: 101 },
    within,
  );
  new aws.route53.ResolverFirewallConfig(
    'slots',
    { resourceId: network.vpc, firewallFailOpen: 'DISABLED' },
    within,
  );
}
