import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib'
import { PolicyStatement, Role, WebIdentityPrincipal } from 'aws-cdk-lib/aws-iam'
import type { Construct } from 'constructs'
import type { InfraSettings } from '../settings.ts'

const ISSUER = 'token.actions.githubusercontent.com'
/** Of `cdk bootstrap`: the roles that it made do the work, with the permissions that it gave them. */
const QUALIFIER = 'hnb659fds'

/** A role that GitHub Actions takes on without a stored key, from one environment of one repository. */
export class DeliveryStack extends Stack {
  constructor(
    scope: Construct,
    id: string,
    props: StackProps & { delivery: NonNullable<InfraSettings['delivery']>; prefix: string },
  ) {
    super(scope, id, props)
    const { repository, environment } = props.delivery
    const providerArn = this.formatArn({
      service: 'iam',
      region: '',
      resource: 'oidc-provider',
      resourceName: ISSUER,
    })
    const role = new Role(this, 'Role', {
      roleName: `${props.prefix}-delivery`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new WebIdentityPrincipal(providerArn, {
        StringEquals: {
          [`${ISSUER}:aud`]: 'sts.amazonaws.com',
          [`${ISSUER}:sub`]: `repo:${repository}:environment:${environment}`,
        },
      }),
    })
    const bootstrapRoles = ['deploy', 'file-publishing', 'lookup'].map((name) =>
      this.formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: `cdk-${QUALIFIER}-${name}-role-${this.account}-${this.region}`,
      }),
    )
    role.addToPolicy(new PolicyStatement({ actions: ['sts:AssumeRole'], resources: bootstrapRoles }))
    new CfnOutput(this, 'RoleArn', { value: role.roleArn })
  }
}
