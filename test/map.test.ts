// Who may import whom. The compiler holds the outer walls (neither Node nor DOM in model, no DOM in
// runtime, no Node in renderer); this table holds the finer ones. Import cycles are the linter's.
import { describe, expect, it } from 'vitest'
import { failures } from '../runtime/model/failure.ts'
import { type Import, importsOf, sources, textOf } from './support/imports.ts'

interface Room {
  /** Whose files these are; the first room that matches has a file. */
  files: RegExp
  /** The rooms it may import, beside itself. `(types)` allows only `import type`. */
  may: string[]
  /** What to do when something else seems to be needed. */
  instead: string
}

const kind = '^runtime/connectors/[^/]+/'

const rooms: Record<string, Room> = {
  model: {
    files: /^runtime\/model\//,
    may: [],
    instead: 'model is plain data and pure functions: hand it what it needs as an argument',
  },
  definitions: {
    files: new RegExp(
      `${kind}(?:[a-z]+-)?definition\\.ts$|^runtime/connectors/(definitions|field)\\.ts$|` +
        '^runtime/security/(?:[^/]+/|[a-z]+-)?definitions?\\.ts$',
    ),
    may: ['model'],
    instead: 'a definition is pure data: code belongs into channel.ts or outgoing.ts beside it',
  },
  version: {
    files: /^runtime\/version\.ts$/,
    may: [],
    instead: 'the version is one constant',
  },
  message: {
    files: /^runtime\/message\//,
    may: ['model'],
    instead: 'a message knows nobody who carries it: announce on a tap, or return a value',
  },
  'connector contracts': {
    files: /^runtime\/connectors\/connector\.ts$/,
    may: ['model', 'message'],
    instead: 'contracts name what both sides know: put the type into model or message',
  },
  'client contracts': {
    files: /^runtime\/services\/clients\.ts$/,
    may: ['model', 'message'],
    instead: 'what services see of a connection is plain types: put them here',
  },
  kinds: {
    files: /^runtime\/connectors\/kinds\.ts$/,
    may: ['a connector', 'connector contracts', 'definitions'],
    instead: 'the list of kinds is one line each and does nothing',
  },
  'a connector': {
    files: new RegExp(kind),
    // Peers are told who calls.
    may: ['model', 'message', 'definitions', 'connector contracts', 'client contracts', 'version'],
    instead:
      'a connector is handed `deliver` and its surroundings (connectors/connector.ts); what two of them share goes into message or a contract',
  },
  'connectors shared': {
    files: /^runtime\/connectors\/[^/]+\.ts$/,
    may: ['model', 'message', 'definitions', 'connector contracts'],
    instead: 'what connectors share knows no kind: give the kind a property that answers',
  },
  flow: {
    files: /^runtime\/flow\//,
    may: ['model', 'message', 'connector contracts'],
    instead: 'the flow knows contracts, never a kind: it is handed functions by runtime.ts',
  },
  services: {
    files: /^runtime\/services\//,
    may: ['model', 'message', 'client contracts'],
    instead: 'services are handed their surroundings by the wiring: add to surroundings.ts',
  },
  security: {
    files: /^runtime\/security\//,
    may: ['model', 'message', 'definitions'],
    instead: 'security answers questions about a message: hand it the message',
  },
  spec: {
    files: /^runtime\/spec\//,
    may: ['model', 'message'],
    instead: 'API documents are made from the model alone',
  },
  inspector: {
    files: /^runtime\/inspector\//,
    may: ['model', 'message', 'flow (types)'],
    instead: 'the inspector listens to taps from outside: announce what it should see',
  },
  store: {
    files: /^runtime\/store\//,
    may: ['model', 'message', 'inspector'],
    instead: 'the store writes and finds what the inspector kept: hand it what else it needs',
  },
  proving: {
    files: /^runtime\/proving\//,
    may: ['model', 'message', 'flow (types)', 'inspector (types)', 'connector contracts (types)'],
    instead: 'proving compares what came of messages: what runs them is the wiring (rehearsal.ts)',
  },
  watchdog: {
    files: /^runtime\/watchdog\//,
    // To name the line of a service it needs the service's source map.
    may: ['model', 'message', 'services'],
    instead: 'the watchdog stands beside the engine: write into the memory it watches',
  },
  folder: {
    files: /^runtime\/folder\//,
    may: ['model'],
    instead:
      'folder turns files into a project (model/text.ts) and back, and knows nothing that runs',
  },
  control: {
    files: /^runtime\/control\//,
    may: ['model', 'message', 'flow', 'inspector', 'wiring'],
    instead: 'control translates calls: put the work into the room that owns it',
  },
  telemetry: {
    files: /^runtime\/telemetry\//,
    may: ['model', 'version', 'message', 'flow (types)', 'inspector', 'wiring (types)'],
    instead: 'telemetry reads what is counted anyway: count it in message/counters.ts',
  },
  admin: {
    files: /^runtime\/admin\//,
    may: ['model', 'definitions', 'folder', 'version'],
    instead: 'the admin API is handed what it switches (admin/target.ts): it runs nothing',
  },
  export: {
    files: /^runtime\/export\//,
    may: ['model', 'definitions', 'folder', 'services'],
    instead: 'an export copies a project and a runtime: it runs neither',
  },
  server: {
    files: /^runtime\/server\//,
    may: [
      'model',
      'message',
      'definitions',
      'folder',
      'control',
      'inspector',
      'services',
      'proving',
      'watchdog',
      'export',
      'telemetry',
      'admin',
      'version',
      'flow (types)',
      'wiring',
    ],
    instead: 'the command line starts a Runtime and asks it: it knows no connector and no flow',
  },
  wiring: {
    files: /^runtime\/[^/]+\.ts$/,
    may: [
      'model',
      'version',
      'message',
      'definitions',
      'connector contracts',
      'client contracts',
      'kinds',
      'flow',
      'services',
      'security',
      'spec',
      'inspector',
      'store',
      'proving',
      'watchdog',
      'folder',
      'control',
      'server',
      'admin',
      'export',
    ],
    instead: 'the wiring reaches a connector only through connectors/kinds.ts',
  },
  desktop: {
    files: /^electron\/desktop\.ts$/,
    may: ['model'],
    instead: 'the contract with the window is plain types on top of model',
  },
  electron: {
    files: /^electron\//,
    may: ['model', 'definitions', 'desktop', 'folder'],
    instead: 'the shell starts the runtime as a process and speaks model/control with it',
  },
  renderer: {
    files: /^renderer\//,
    may: ['model', 'definitions', 'desktop (types)'],
    instead: 'the designer asks the runtime through model/control and the shell through desktop.ts',
  },
}

function roomOf(path: string): string | undefined {
  return Object.keys(rooms).find((name) => rooms[name]?.files.test(path))
}

/** Why an import is refused, with the way out; undefined when it is allowed. */
function refusal({ from, to, isType }: Import): string | undefined {
  const here = roomOf(from)
  const there = roomOf(to)
  const room = here === undefined ? undefined : rooms[here]
  if (!room) return `${from} is in no room of test/map.test.ts: add its room to the table`
  if (there === undefined) return `${from} imports ${to}, which is in no room`
  if (here === there) return here === 'a connector' ? refusalOfKind(from, to) : undefined
  if (room.may.includes(there)) return undefined
  if (room.may.includes(`${there} (types)`))
    return isType ? undefined : `${from} may import only types of ${to}. ${room.instead}`
  return `${here} may not import ${there} (${from} imports ${to}): ${room.instead}`
}

function refusalOfKind(from: string, to: string): string | undefined {
  const folder = (path: string) => path.split('/')[2]
  if (folder(from) === folder(to)) return undefined
  return `connector ${folder(from)} may not know ${folder(to)} (${from} imports ${to}): ${rooms['a connector']?.instead}`
}

const files = ['runtime', 'electron', 'renderer'].flatMap(sources)

describe('the house', () => {
  it('keeps imports between its rooms one-way', () => {
    const refusals = files.flatMap(importsOf).map(refusal)
    expect(refusals.filter((text) => text !== undefined)).toEqual([])
  })

  it('refuses an import through each wall', () => {
    const attempt = (from: string, to: string, isType = false) => refusal({ from, to, isType })
    expect(attempt('runtime/model/a.ts', 'runtime/message/b.ts')).toMatch(/plain data/)
    expect(attempt('runtime/connectors/a/x.ts', 'runtime/connectors/b/y.ts')).toMatch(/not know b/)
    expect(attempt('runtime/flow/run.ts', 'runtime/connectors/kinds.ts')).toMatch(/never a kind/)
    expect(attempt('electron/main.ts', 'runtime/runtime.ts')).toMatch(/as a process/)
    expect(attempt('renderer/a.tsx', 'electron/desktop.ts')).toMatch(/only types/)
    expect(attempt('renderer/a.tsx', 'electron/desktop.ts', true)).toBeUndefined()
    expect(attempt('runtime/new-room/a.ts', 'runtime/model/b.ts')).toMatch(/in no room/)
  })

  it('fails only with codes that the table of failures has', () => {
    const unknown = files.flatMap((path) =>
      [...textOf(path).matchAll(/Failure\(\s*'([A-Z_]+)'/g)]
        .map(([, code = '']) => code)
        .filter((code) => !Object.hasOwn(failures, code))
        .map((code) => `${path} uses ${code}, which runtime/model/failure.ts does not have`),
    )
    expect(unknown).toEqual([])
  })
})
