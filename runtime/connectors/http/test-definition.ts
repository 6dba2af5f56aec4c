/** What can be set of a request that tests a REST channel. Pure data and what follows from it. */
import type { Field } from '../../model/field.ts'
import type {
  TestBodyFormat,
  TestDefinition,
  TestFacts,
  TestRow,
  TestTable,
  TestValues,
} from '../../model/testing.ts'

const verbs = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const

const line: readonly Field[] = [
  {
    kind: 'choice',
    name: 'method',
    label: 'Method',
    help: 'Any one: what the channel does not answer, it refuses.',
    default: 'GET',
    options: verbs.map((verb) => ({ value: verb, label: verb })),
  },
  {
    kind: 'text',
    name: 'path',
    label: 'Path',
    help: '{name} is filled from the table of parameters. What follows a ? is sent as it is.',
    required: true,
    placeholder: '/customers/{cust_id}',
  },
]

const tables: readonly TestTable[] = [
  {
    name: 'params',
    label: 'Path',
    help: 'A value for each {name} of the path.',
    namesOf: ({ path }) => parametersOf(path),
  },
  { name: 'query', label: 'Query', help: 'Added after the ?; a name may come more than once.' },
  {
    name: 'headers',
    label: 'Headers',
    help: 'Host, Content-Length and, where there is a body, Content-Type are added where they are not given here.',
  },
]

/** `/a/{id}/{rest*}` -> `id`, `rest`. */
export function parametersOf(path: unknown): readonly string[] {
  const found = String(path ?? '').matchAll(/\{([A-Za-z][A-Za-z0-9_]*)\*?\}/g)
  return [...new Set([...found].map(([, name = '']) => name))]
}

/** The rows that are sent. What is no list has none: it may come from anywhere. */
export function rowsOn(rows: unknown): readonly TestRow[] {
  const all = (Array.isArray(rows) ? rows : []) as readonly Partial<TestRow>[]
  return all
    .filter(({ on, name }) => on !== false && name)
    .map(({ name, value }) => ({ name: String(name), value: String(value ?? '') }))
}

/** `/customers/{cust_id}` with its parameters and query: `/customers/17?full=1`. */
export function addressOf(values: TestValues): string {
  const given = new Map(rowsOn(values.params).map(({ name, value }) => [name, value]))
  const known = new Set(parametersOf(values.path))
  const path = String(values.path ?? '/').replace(
    /\{([A-Za-z][A-Za-z0-9_]*)(\*?)\}/g,
    (whole, name: string, star: string) => {
      if (!known.has(name)) return whole
      const value = given.get(name) ?? ''
      // The rest of a path keeps its slashes.
      return star ? value.split('/').map(escaped).join('/') : escaped(value)
    },
  )
  const added = rowsOn(values.query)
    .map(({ name, value }) => `${escaped(name)}=${escaped(value)}`)
    .join('&')
  // What is typed stays as it is, but for what has no place in a request line.
  const plain = path.replace(/[^\x21-\x7e]|["<>\\^`{|}#]/gu, escaped)
  return added === '' ? plain : `${plain}${plain.includes('?') ? '&' : '?'}${added}`
}

/** Half of a surrogate pair has no bytes, and becomes the sign for that. */
function escaped(text: string): string {
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd'))
}

function bodyFormat({ method, dataFormat }: TestValues): TestBodyFormat {
  const hasNone = ['GET', 'HEAD', 'DELETE', 'OPTIONS'].includes(String(method))
  if (hasNone) return 'none'
  const format = String(dataFormat ?? 'none')
  return format === 'none' ? 'text' : (format as TestBodyFormat)
}

function trouble({ path, params }: TestValues) {
  if (!String(path ?? '').startsWith('/')) {
    return { field: 'path', message: 'The path must begin with /.' }
  }
  const given = new Map(rowsOn(params).map(({ name, value }) => [name, value]))
  const missing = parametersOf(path).find((name) => !given.get(name))
  if (missing === undefined) return undefined
  return { field: 'params', message: `The path needs a value for {${missing}}.` }
}

function valuesOf({ headers, http }: TestFacts): Record<string, unknown> {
  const { method = 'GET', pattern = '/', params = {}, query = {} } = http ?? {}
  const rows = (values: Readonly<Record<string, string | readonly string[]>>) =>
    Object.entries(values).flatMap(([name, value]) =>
      [value].flat().map((one): TestRow => ({ name, value: one })),
    )
  return {
    ...{ method, path: pattern },
    ...filled('params', rows(params)),
    ...filled('query', rows(query)),
    ...filled('headers', rows(headers)),
  }
}

function filled(name: string, rows: readonly TestRow[]): Record<string, unknown> {
  return rows.length === 0 ? {} : { [name]: rows }
}

export const restTest: TestDefinition = {
  line,
  tables,
  fields: [],
  bodyFormat,
  initial: ({ method, path }) => ({
    method: method === undefined || method === 'ANY' ? 'POST' : method,
    path: path ?? '/',
    params: parametersOf(path).map((name) => ({ name, value: '' })),
    query: [],
    headers: [],
  }),
  valuesOf,
  trouble,
  flowNote: 'Security, rate limits and CORS are passed by.',
  verb: 'Send',
}
