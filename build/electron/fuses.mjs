// Electron's fuses: one byte a setting inside the executable, after a sentinel. Written in memory,
// before the file exists, so that no half-changed executable is ever on disk.
// Source: electron/docs/tutorial/fuses.md and @electron/fuses.

const sentinel = Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX')

/** The order of schema 1; a newer Electron may have more, which are left as they are. */
const order = [
  'runAsNode',
  'cookieEncryption',
  'nodeOptions',
  'inspect',
  'asarIntegrity',
  'onlyAsar',
  'browserSnapshot',
  'fileProtocolPrivileges',
]

/** What Electron's own downloads have; development and tests need `inspect`. */
export const stock = {
  runAsNode: true,
  cookieEncryption: false,
  nodeOptions: true,
  inspect: true,
  asarIntegrity: false,
  onlyAsar: false,
  browserSnapshot: false,
  fileProtocolPrivileges: true,
}

/**
 * Sets the fuses named, in place.
 * @param {Buffer} executable
 * @param {Partial<typeof stock>} wanted
 */
export function setFuses(executable, wanted) {
  const at = executable.indexOf(sentinel)
  if (at < 0 || executable.indexOf(sentinel, at + 1) >= 0)
    throw new Error('the fuses are not where they are expected')
  const wire = at + sentinel.length
  const [schema, length = 0] = executable.subarray(wire, wire + 2)
  if (schema !== 1 || length < order.length) throw new Error(`unknown fuse schema ${schema}`)
  for (const [name, isOn] of Object.entries(wanted))
    executable[wire + 2 + order.indexOf(name)] = isOn ? 0x31 : 0x30
}
