/** IAM policy documents. They are pure functions of ARNs, so that a test can hold recorded calls against them. */
export interface Statement {
  Sid?: string;
  Effect: 'Allow' | 'Deny';
  Principal?: '*' | { Service: string | string[] } | { AWS: string | string[] };
  Action: string | string[];
  Resource?: string | string[];
  Condition?: Record<string, Record<string, string | string[]>>;
}

export interface PolicyDocument {
  Version: '2012-10-17';
  Statement: Statement[];
}

export const policy = (...statements: Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement: statements,
});

export const allow = (
  actions: string[],
  resources: string[],
  condition?: Statement['Condition'],
): Statement => ({
  Effect: 'Allow',
  Action: actions,
  Resource: resources,
  ...(condition === undefined ? {} : { Condition: condition }),
});

/** @param from only for requests on behalf of these resources, so that nobody can make the service do it for them */
export const trustService = (service: string | string[], from?: { account: string }): PolicyDocument =>
  policy({
    Effect: 'Allow',
    Principal: { Service: service },
    Action: 'sts:AssumeRole',
    ...(from === undefined ? {} : { Condition: { StringEquals: { 'aws:SourceAccount': from.account } } }),
  });

export const trustRoles = (roles: string[]): PolicyDocument =>
  policy({ Effect: 'Allow', Principal: { AWS: roles }, Action: 'sts:AssumeRole' });

/** What goes over the wire in the clear is refused. */
export const refusePlaintext = (resources: string[], actions: string): Statement => ({
  Sid: 'RefusePlaintext',
  Effect: 'Deny',
  Principal: '*',
  Action: actions,
  Resource: resources,
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
});
