import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2'
import { Construct } from 'constructs'

const FIVE_MINUTES_S = 300

/** Rules of AWS's common set that read bodies: prompts look like attacks to them, so there they only count. */
const COUNTED_ON_PROMPTS = [
  'CrossSiteScripting_BODY',
  'EC2MetaDataSSRF_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'SizeRestrictions_BODY',
]
const COUNTED_OF_KNOWN_BAD = ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY']

/** AWS WAF before the API: so many requests of one address, and AWS's own rules where they spare prompts. */
export class Firewall extends Construct {
  readonly acl: CfnWebACL

  constructor(
    scope: Construct,
    id: string,
    { name, requestsPerAddress, stageArn }: { name: string; requestsPerAddress: number; stageArn: string },
  ) {
    super(scope, id)
    this.acl = new CfnWebACL(this, 'Acl', {
      name,
      scope: 'REGIONAL',
      defaultAction: { allow: {} },
      visibilityConfig: visible(name),
      rules: [
        {
          name: 'requests-of-one-address',
          priority: 0,
          action: { block: { customResponse: { responseCode: 429 } } },
          statement: {
            rateBasedStatement: {
              aggregateKeyType: 'IP',
              limit: requestsPerAddress,
              evaluationWindowSec: FIVE_MINUTES_S,
            },
          },
          visibilityConfig: visible('requests-of-one-address'),
        },
        managed(1, 'AWSManagedRulesAmazonIpReputationList', []),
        managed(2, 'AWSManagedRulesCommonRuleSet', COUNTED_ON_PROMPTS),
        managed(3, 'AWSManagedRulesKnownBadInputsRuleSet', COUNTED_OF_KNOWN_BAD),
      ],
    })
    new CfnWebACLAssociation(this, 'Association', { resourceArn: stageArn, webAclArn: this.acl.attrArn })
  }
}

const visible = (metricName: string): CfnWebACL.VisibilityConfigProperty => ({
  metricName,
  cloudWatchMetricsEnabled: true,
  // Samples would show what people ask.
  sampledRequestsEnabled: false,
})

const managed = (priority: number, name: string, counted: string[]): CfnWebACL.RuleProperty => ({
  name,
  priority,
  overrideAction: { none: {} },
  statement: {
    managedRuleGroupStatement: {
      vendorName: 'AWS',
      name,
      ...(counted.length === 0
        ? {}
        : { ruleActionOverrides: counted.map((rule) => ({ name: rule, actionToUse: { count: {} } })) }),
    },
  },
  visibilityConfig: visible(name),
})
