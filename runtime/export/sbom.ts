/** What an export is made of, as CycloneDX 1.6. The same export has the same list: it has no time, and its number is made from the rest. */
import { createHash } from 'node:crypto'
import type { KitPackage } from './kit.ts'
import { json } from './targets/node.ts'

export interface Materials {
  slug: string
  /** Of Patchbay. */
  version: string
  /** Bundled with the engine, and with the project. */
  engine: readonly KitPackage[]
  own: readonly KitPackage[]
}

export function sbomOf({ slug, version, engine, own }: Materials): string {
  const patchbay = {
    type: 'framework',
    'bom-ref': `pkg:generic/patchbay@${version}`,
    name: 'patchbay',
    version,
    licenses: [{ license: { id: 'MIT' } }],
    purl: `pkg:generic/patchbay@${version}`,
  }
  const byRef = new Map([...engine, ...own].map((one) => [purlOf(one), componentOf(one)]))
  const root = { type: 'application', 'bom-ref': slug, name: slug }
  const components = [
    patchbay,
    ...[...byRef].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, c]) => c),
  ]
  const dependencies = [
    { ref: slug, dependsOn: [patchbay['bom-ref'], ...refsOf(own)] },
    { ref: patchbay['bom-ref'], dependsOn: refsOf(engine) },
  ]
  const number = uuidOf(JSON.stringify([root, components, dependencies]))
  return json({
    $schema: 'http://cyclonedx.org/schema/bom-1.6.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${number}`,
    version: 1,
    metadata: {
      tools: { components: [{ type: 'application', name: 'patchbay export', version }] },
      component: root,
    },
    components,
    dependencies,
  })
}

function refsOf(packages: readonly KitPackage[]): string[] {
  return [...new Set(packages.map(purlOf))].sort()
}

/** `@scope/name` -> `pkg:npm/%40scope/name@1.0.0` (package URL, type npm). */
function purlOf({ name, version }: KitPackage): string {
  return `pkg:npm/${name.replace(/^@/, '%40')}@${version}`
}

function componentOf(one: KitPackage) {
  const [, group, name = one.name] = /^(?:(@[^/]+)\/)?(.+)$/.exec(one.name) ?? []
  const hash = sha512(one.integrity)
  return {
    type: 'library',
    'bom-ref': purlOf(one),
    ...(group === undefined ? {} : { group }),
    name,
    version: one.version,
    ...(hash === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: hash }] }),
    ...(one.license === undefined ? {} : { licenses: [licenseOf(one.license)] }),
    purl: purlOf(one),
  }
}

/** Whether a name is on SPDX's list is not for us to know: as an expression every valid one passes, any other as a name. */
function licenseOf(license: string) {
  const isExpression = /^[\w.+-]+( (AND|OR|WITH) [\w.+-]+)*$|^\(.+\)$/.test(license)
  return isExpression ? { expression: license } : { license: { name: license } }
}

function sha512(integrity: string | undefined): string | undefined {
  const [, base64] = /(?:^|\s)sha512-(\S+)/.exec(integrity ?? '') ?? []
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64').toString('hex')
}

/** From content, in the form of version 8 (RFC 9562, 5.8). */
function uuidOf(text: string): string {
  const hex = createHash('sha256').update(text).digest('hex')
  const variant = ((Number.parseInt(hex.slice(16, 17), 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
