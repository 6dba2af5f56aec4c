/** One file of a project, read: which collection it belongs to by its path, the object in it, or what is wrong with it. */
import type { z } from 'zod'
import { flowSchema, layoutSchema } from './flow.ts'
import { parseJson, type Spot, spotOf } from './json.ts'
import { nameTrouble } from './name.ts'
import { jsonCollections, settingsPath } from './paths.ts'
import type { Collection, Place } from './place.ts'
import type { Problem } from './problem.ts'
import { objectSchema, type Records, settingsSchema } from './project.ts'
import { savedTestSchema } from './saved-test.ts'

export interface FileText {
  /** From the project's root, with forward slashes. */
  path: string
  text: string
  /** Why its text could not be had, in words that follow the path; then `text` is empty. */
  trouble?: string
}

/** A file as it shall be, or undefined when it shall not be there. */
export interface FileEdit {
  path: string
  text: string | undefined
  trouble?: string
}

export interface Entry {
  path: string
  collection: Collection
  /** The object's key. Empty for a layout: that is its flow's, and known only when all files are. */
  key: string
  /** undefined: see the problem. */
  value: Records[Collection] | undefined
  problem?: Problem
}

/** Which part of the project a file belongs to; undefined: it is none of ours and left alone. */
export function collectionOf(path: string): Collection | undefined {
  if (path === settingsPath) return 'project'
  if (/(^|\/)\./.test(path)) return undefined
  if (/^services\/.+\.ts$/.test(path)) return path.endsWith('.d.ts') ? undefined : 'services'
  if (/^flows\/.+\.layout\.json$/.test(path)) return 'layouts'
  return jsonCollections.find(
    (collection) => path.startsWith(`${collection}/`) && /\/[^/]+\.json$/.test(path),
  )
}

const schemas = {
  project: settingsSchema,
  channels: objectSchema,
  connections: objectSchema,
  security: objectSchema,
  jobs: objectSchema,
  tests: savedTestSchema,
  flows: flowSchema,
  layouts: layoutSchema,
} as const

export function readEntry({ path, text, trouble }: FileText): Entry | undefined {
  const collection = collectionOf(path)
  if (!collection) return undefined
  if (trouble !== undefined) {
    return broken(path, collection, {
      code: 'FILE_UNREADABLE',
      words: trouble,
      fix: 'Make it a readable text file, or remove it.',
    })
  }
  if (collection === 'services') {
    return { path, collection, key: path, value: { path, source: text } }
  }
  const parsed = parseJson(text)
  if (!parsed.ok) {
    return broken(path, collection, {
      code: 'FILE_NOT_JSON',
      words: `is not JSON: ${parsed.message}`,
      fix: 'Correct it at the line given, or restore the file.',
      spot: parsed,
    })
  }
  const checked = schemas[collection].safeParse(parsed.value)
  if (!checked.success) return misshapen(path, text, collection, checked.error)
  const value = checked.data as Records[Collection]
  const key = keyOf(collection, value)
  const nameless =
    collection === 'project' || collection === 'layouts' ? undefined : nameTrouble(key)
  if (nameless !== undefined) {
    return broken(path, collection, {
      code: 'NAME_INVALID',
      words: `has a name that cannot be used: ${nameless}`,
      fix: 'Give it another name.',
      field: 'name',
      spot: spotOf(text, ['name']),
    })
  }
  return { path, collection, key, value }
}

export function keyOf(collection: Collection, value: Records[Collection]): string {
  if (collection === 'project') return 'patchbay'
  return 'name' in value ? value.name : ''
}

/** What stands for the object's name while that cannot be read: its file, which is nobody's name. */
function fileName(path: string, collection: Collection): string {
  return collection === 'project' ? 'patchbay' : path.slice(collection.length + 1)
}

function misshapen(path: string, text: string, collection: Collection, error: z.ZodError): Entry {
  const first = error.issues[0]
  // An unknown key is told at its parent; the key itself is the better place.
  const steps =
    first?.code === 'unrecognized_keys' ? [...first.path, first.keys[0] ?? ''] : (first?.path ?? [])
  const field = steps.map(String).join('.')
  const more = error.issues.length > 1 ? ` (and ${error.issues.length - 1} more)` : ''
  return broken(path, collection, {
    code: 'FILE_MISSHAPEN',
    words: `is not what it should be${field === '' ? '' : ` at ${field}`}: ${first?.message ?? 'unknown'}${more}`,
    fix: 'Correct the field named, or restore the file.',
    spot: spotOf(text, steps),
    ...(field === '' ? {} : { field }),
  })
}

interface Trouble {
  code: string
  words: string
  fix: string
  spot?: Spot
  field?: string
}

export function broken(path: string, collection: Collection, trouble: Trouble): Entry {
  const name = fileName(path, collection)
  const at: Place = { collection, name, path }
  if (trouble.field !== undefined) at.field = trouble.field
  if (trouble.spot) Object.assign(at, { line: trouble.spot.line, column: trouble.spot.column })
  return {
    path,
    collection,
    key: name,
    value: undefined,
    problem: {
      code: trouble.code,
      severity: 'error',
      message: `${path} ${trouble.words}.`,
      at,
      fix: trouble.fix,
    },
  }
}

/** The entry of a `patchbay.json` that is not there. */
export function noSettings(): Entry {
  return broken(settingsPath, 'project', {
    code: 'SETTINGS_MISSING',
    words: 'is missing; without it this folder is not a Patchbay project',
    fix: 'Create a project in this folder, or open another one.',
  })
}
