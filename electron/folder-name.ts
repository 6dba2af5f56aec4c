/** The folder that is proposed for a project of a given name. */

/** Small letters, digits and dashes: `Billing hub (2)` -> `billing-hub-2`; `project` when nothing is left. */
export function slugOf(name: string): string {
  const plain = name.normalize('NFKD').replace(/\p{M}/gu, '')
  const slug = plain
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '')
  return slug.slice(0, 60) || 'project'
}
