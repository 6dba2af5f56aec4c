/** The official schemas that an export's files must fit, as packages carry them. */
import { Spec, Validation } from '@cyclonedx/cyclonedx-library'
import { ScaledObject, TriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1'
import { Deployment } from 'kubernetes-models/apps/v1'
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2'
import { PodDisruptionBudget } from 'kubernetes-models/policy/v1'
import { ConfigMap, Service } from 'kubernetes-models/v1'
import { parseAllDocuments } from 'yaml'

export const CycloneDX = {
  /** null: none. */
  async errorsIn(text: string): Promise<unknown> {
    return new Validation.JsonStrictValidator(Spec.Version.v1dot6).validate(text)
  },
}

export interface Manifest {
  apiVersion: string
  kind: string
  metadata: { name: string }
  spec: Record<string, unknown>
}

type Model = new (data: never) => { validate(): void }

const models: Readonly<Record<string, Model>> = {
  ConfigMap,
  Deployment,
  HorizontalPodAutoscaler,
  PodDisruptionBudget,
  ScaledObject,
  Service,
  TriggerAuthentication,
} as unknown as Record<string, Model>

export function manifestsIn(text: string): Manifest[] {
  return parseAllDocuments(text).map((document) => {
    if (document.errors.length > 0) throw document.errors[0]
    return document.toJS() as Manifest
  })
}

/** @throws Error that says what of it the schema of its kind does not allow. */
export function validate(manifest: Manifest): void {
  const Model = models[manifest.kind]
  if (!Model) throw new Error(`There is no schema of ${manifest.kind} here.`)
  new Model(manifest as never).validate()
}
