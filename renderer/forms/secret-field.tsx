/**
 * A secret is set, replaced and removed, never shown: its value goes straight to the shell and stays there. Or it stands in
 * Vault, and the project says where.
 */
import { KeyRound } from 'lucide-react'
import { type KeyboardEvent, useEffect, useState } from 'react'
import type { SecretProtection } from '../../electron/desktop.ts'
import type { Field } from '../../runtime/model/field.ts'
import { isVaultSecret, namedSecretSchema } from '../../runtime/model/project.ts'
import { desktop } from '../desktop.ts'
import { failureOf } from '../store/failure.ts'
import { useProject } from '../store/project.ts'
import { tell } from '../store/toasts.ts'
import { ChoiceField } from './choice-field.tsx'
import { useFormPlace } from './context.ts'
import type { ControlProps } from './control.ts'
import { VaultSecret, vaultsOf } from './vault-secret.tsx'

const kept: Extract<Field, { kind: 'choice' }> = {
  kind: 'choice',
  name: 'kept',
  label: 'Kept',
  help: '',
  options: [
    { value: 'here', label: 'Kept by the designer', help: 'Outside the project, on this machine.' },
    { value: 'vault', label: 'From Vault', help: 'Read at deploy, and again when it changes.' },
  ],
}

export function SecretField(props: ControlProps<'secret'>) {
  const { field, value, place, form, onChange } = props
  const { mayBeInVault } = useFormPlace()
  const connections = useProject(({ project }) => project.connections)
  const [isWanted, setWanted] = useState(false)
  const saved = isVaultSecret(value) ? value : undefined
  const vaults = vaultsOf(connections)
  if (!saved && (!mayBeInVault || vaults.length === 0)) return <KeptSecret {...props} />
  const isInVault = saved !== undefined || isWanted
  return (
    <>
      <ChoiceField
        field={kept}
        id={isInVault ? props.id : `${props.id}-kept`}
        value={isInVault ? 'vault' : 'here'}
        isInvalid={false}
        label={`Where ${field.label} is kept`}
        onChange={(next) => {
          setWanted(next === 'vault')
          if (next === 'here' && saved) onChange(undefined)
        }}
      />
      {isInVault ? (
        <VaultSecret saved={saved} vaults={vaults} place={place} form={form} onChange={onChange} />
      ) : (
        <KeptSecret {...props} />
      )}
    </>
  )
}

function KeptSecret({ field, id, value, isInvalid, onChange }: ControlProps<'secret'>) {
  const place = useFormPlace()
  const saved = namedSecretSchema.safeParse(value)
  const name = saved.success ? saved.data.secret : `${place.name}.${field.name}`
  const isSet = useProject(({ secrets }) => saved.success && secrets.includes(name))
  const [typed, setTyped] = useState<string>()
  const protection = useProtection()

  const store = async () => {
    if (!typed) return setTyped(undefined)
    try {
      await desktop().setSecret(name, typed)
      if (!saved.success) onChange({ secret: name })
      setTyped(undefined)
    } catch (thrown) {
      tell({ kind: 'error', title: `${field.label} not kept`, text: failureOf(thrown).message })
    }
  }
  const remove = async () => {
    try {
      await desktop().removeSecret(name)
      onChange(undefined)
    } catch (thrown) {
      tell({ kind: 'error', title: `${field.label} not removed`, text: failureOf(thrown).message })
    }
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Enter') void store()
    else if (event.key === 'Escape') setTyped(undefined)
    else return
    event.stopPropagation()
  }

  if (typed !== undefined) {
    return (
      <>
        <div className="with-buttons">
          <input
            id={id}
            className="input"
            type="password"
            // biome-ignore lint/a11y/noAutofocus: it appears where the button was that asked for it
            autoFocus
            autoComplete="new-password"
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            onKeyDown={keys}
          />
          <button type="button" className="btn small primary" onClick={() => void store()}>
            Save
          </button>
          <button type="button" className="btn small ghost" onClick={() => setTyped(undefined)}>
            Cancel
          </button>
        </div>
        <ProtectionWords protection={protection} />
      </>
    )
  }
  return (
    <>
      <div className="with-buttons">
        <span className="input secret" data-invalid={isInvalid}>
          <KeyRound size={12} />
          <span className="cut grow">{isSet ? '••••••••' : 'not set'}</span>
        </span>
        <button
          id={id}
          type="button"
          className="btn small"
          aria-label={`${isSet ? 'Replace' : 'Set'} ${field.label}`}
          onClick={() => setTyped('')}
        >
          {isSet ? 'Replace' : 'Set'}
        </button>
        {saved.success && (
          <button type="button" className="btn small ghost" onClick={() => void remove()}>
            Remove
          </button>
        )}
      </div>
      {isSet && <ProtectionWords protection={protection} />}
    </>
  )
}

function ProtectionWords({ protection }: { protection: SecretProtection | undefined }) {
  if (protection !== 'obfuscated') return null
  return (
    <p className="field-help warn">
      Only obfuscated: this system has no keyring, so whoever can read your files can undo it.
    </p>
  )
}

function useProtection(): SecretProtection | undefined {
  const [protection, setProtection] = useState<SecretProtection>()
  useEffect(() => {
    void desktop().secretProtection().then(setProtection)
  }, [])
  return protection
}
