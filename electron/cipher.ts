/**
 * How secrets are sealed: with a key that the system's keyring keeps. On a Linux without one Chromium's key is the same
 * for everybody; then, and where there is no encryption at all, a secret is hidden from a glance and from nothing else.
 */
import { safeStorage } from 'electron'
import type { SecretProtection } from './desktop.ts'

export interface Cipher {
  readonly protection: SecretProtection
  seal(secret: string): string
  /** undefined: sealed by another user, or on another machine. */
  unseal(sealed: string): string | undefined
}

/** After `ready`. */
export function systemCipher(): Cipher {
  if (process.platform === 'linux' && !hasKeyring()) safeStorage.setUsePlainTextEncryption(true)
  if (!safeStorage.isEncryptionAvailable()) return plain
  return {
    protection: process.platform === 'linux' && !hasKeyring() ? 'obfuscated' : 'keyring',
    seal: (secret) => `sealed:${safeStorage.encryptString(secret).toString('base64')}`,
    unseal(sealed) {
      if (!sealed.startsWith('sealed:')) return plain.unseal(sealed)
      try {
        return safeStorage.decryptString(Buffer.from(sealed.slice(7), 'base64'))
      } catch {
        return undefined
      }
    },
  }
}

function hasKeyring(): boolean {
  return !['basic_text', 'unknown'].includes(safeStorage.getSelectedStorageBackend())
}

const plain: Cipher = {
  protection: 'obfuscated',
  seal: (secret) => `hidden:${Buffer.from(secret, 'utf8').toString('base64')}`,
  unseal: (sealed) =>
    sealed.startsWith('hidden:')
      ? Buffer.from(sealed.slice(7), 'base64').toString('utf8')
      : undefined,
}
