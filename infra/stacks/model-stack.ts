import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib'
import type { Construct } from 'constructs'
import { GpuEndpoint } from '../constructs/gpu-endpoint.ts'
import { Guardrail } from '../constructs/guardrail.ts'
import type { InfraSettings } from '../settings.ts'

/** What models need of the account beside permissions, and only where the settings ask for it. */
export class ModelStack extends Stack {
  readonly gpuEndpoint: GpuEndpoint | undefined

  constructor(scope: Construct, id: string, props: StackProps & { settings: InfraSettings; prefix: string }) {
    super(scope, id, props)
    const { prefix, settings } = props
    const { guardrail: policy, gpuEndpoint } = settings
    if (policy) {
      const { id: value, version } = new Guardrail(this, 'Guardrail', { name: prefix, policy })
      new CfnOutput(this, 'GuardrailId', { value })
      new CfnOutput(this, 'GuardrailVersion', { value: version })
    }
    if (gpuEndpoint) {
      this.gpuEndpoint = new GpuEndpoint(this, 'Gpu', { prefix, settings: gpuEndpoint })
      new CfnOutput(this, 'GpuEndpointName', { value: this.gpuEndpoint.endpointName })
      new CfnOutput(this, 'GpuComponentName', { value: this.gpuEndpoint.componentName })
    }
  }
}
