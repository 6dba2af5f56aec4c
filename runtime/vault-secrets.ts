/**
 * Secrets that stand in Vault: read at a deploy, and looked at again and again. What changes there goes live by itself. While Vault
 * cannot be asked the last good values hold; what never had one is not there, with the reason, and is tried again.
 */
import type { Logger } from 'pino'
import { holdsSecrets } from './connectors/definitions.ts'
import type { Vault } from './message/vault.ts'
import { Failure } from './model/failure.ts'
import { isVaultSecret, type Project, secretKey, type VaultSecretRef } from './model/project.ts'
import type { Outgoings } from './outgoings.ts'
import type { Secrets } from './specs.ts'
import { VaultPlace } from './vault-secrets-place.ts'

// A deploy waits so long for what it never read before; the rest of it goes live without.
const patience = 3000

export class VaultSecrets {
  /** By connection, mount and path. */
  readonly #places = new Map<string, VaultPlace>()
  readonly #onChange: () => void
  readonly #logger: Logger
  #isReading = false

  /** @param onChange Something is other than what `of` last gave. */
  constructor(onChange: () => void, logger: Logger) {
    this.#onChange = onChange
    this.#logger = logger
  }

  /** All secrets a project names, those of Vault among them; each of these is missing with a reason or has a value. */
  async of(project: Project, outgoings: Outgoings, given: Secrets): Promise<Secrets> {
    const refs = refsIn(project)
    const wanted = new Set(refs.map(keyOf))
    for (const [key, place] of this.#places) {
      if (wanted.has(key)) continue
      place.stop()
      this.#places.delete(key)
    }
    if (refs.length === 0) return given
    this.#isReading = true
    await inTime(Promise.all(refs.map((ref) => this.#read(ref, outgoings))))
    this.#isReading = false
    return this.#merged(refs, given)
  }

  stop(): void {
    for (const place of this.#places.values()) place.stop()
    this.#places.clear()
  }

  #read(ref: VaultSecretRef, outgoings: Outgoings): Promise<void> {
    const key = keyOf(ref)
    let place = this.#places.get(key)
    if (!place) {
      place = new VaultPlace(ref, () => this.#changed(), this.#logger)
      this.#places.set(key, place)
    }
    return place.readFrom(vaultOf(ref, outgoings))
  }

  /** What changes while a deploy waits goes live with it. */
  #changed(): void {
    if (!this.#isReading) this.#onChange()
  }

  #merged(refs: readonly VaultSecretRef[], given: Secrets): Secrets {
    const values = new Map(given)
    const troubles = new Map<string, Failure>()
    for (const ref of refs) {
      const found = this.#places.get(keyOf(ref))?.valueOf(ref)
      if (typeof found === 'string') values.set(secretKey(ref), found)
      else if (found) troubles.set(secretKey(ref), found)
    }
    return Object.assign(values, { troubleOf: (key: string) => troubles.get(key) })
  }
}

/** Only what is on: what is off touches nothing. A Vault's own secrets cannot come from one. */
function refsIn({ channels, connections, security }: Project): VaultSecretRef[] {
  return [channels, connections, security].flatMap((objects) =>
    Object.values(objects).flatMap((object) =>
      object.isActive && (objects !== connections || !holdsSecrets(object.type))
        ? Object.values(object).filter(isVaultSecret)
        : [],
    ),
  )
}

function keyOf({ vault, mount, path }: VaultSecretRef): string {
  return JSON.stringify([vault, mount, path])
}

function vaultOf({ vault: name }: VaultSecretRef, outgoings: Outgoings): Vault | Failure {
  const entry = outgoings.get(name)
  const vault = entry?.outgoing?.vault
  if (vault) return vault
  if (entry?.why) return entry.why
  const words = `There is no Vault "${name}" for secrets to come from.`
  return new Failure('OUTGOING_NOT_FOUND', words, { at: { collection: 'connections', name } })
}

async function inTime(work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise((resolve) => {
    timer = setTimeout(resolve, patience)
  })
  await Promise.race([work, late])
  clearTimeout(timer)
}
