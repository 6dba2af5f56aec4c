/**
 * What is other on this machine than in the project: fields of its objects, from one file. The project itself stays as it was
 * tested; where its broker stands is the operator's to say. Secrets are named, as in the project.
 */
import { readFile } from 'node:fs/promises'
import type { Project, ProjectObject } from '../model/project.ts'
import { unreadable } from './words.ts'

const collections = ['channels', 'connections', 'security'] as const

type Fields = Readonly<Record<string, unknown>>

/** @throws Error when the file cannot be read, or names what the project does not have: a slip would go unnoticed else. */
export async function withOverrides(project: Project, file: string | undefined): Promise<Project> {
  if (file === undefined) return project
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw unreadable(`${file} (--overrides)`, error)
  })
  let overrides: unknown
  try {
    overrides = JSON.parse(text)
  } catch {
    throw new Error(`${file} (--overrides) is not JSON.`)
  }
  return overridden(project, overrides, file)
}

/** Pure. */
export function overridden(project: Project, overrides: unknown, file: string): Project {
  const given = fieldsOf(overrides, file)
  const changed: Record<string, Record<string, ProjectObject>> = {}
  for (const [collection, objects] of Object.entries(given)) {
    if (!isCollection(collection)) {
      throw new Error(`${file}: "${collection}" is none of ${collections.join(', ')}.`)
    }
    const next = { ...project[collection] }
    for (const [name, fields] of Object.entries(fieldsOf(objects, `${file}: ${collection}`))) {
      const object = Object.hasOwn(next, name) ? next[name] : undefined
      if (!object) throw new Error(`${file}: the project has no ${collection}/${name}.`)
      const { name: _name, type: _type, ...others } = fieldsOf(fields, `${file}: ${name}`)
      next[name] = { ...object, ...others }
    }
    changed[collection] = next
  }
  return { ...project, ...changed }
}

function isCollection(name: string): name is (typeof collections)[number] {
  return (collections as readonly string[]).includes(name)
}

function fieldsOf(value: unknown, where: string): Fields {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Fields
  throw new Error(`${where}: must be an object.`)
}
