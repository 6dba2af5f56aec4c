/**
 * The rule by name of SimpleIO: `cust_id` is a whole number, `is_active` a boolean. In code and in the type system from
 * the same lists, so that what an editor says is what runs.
 */

/** Names that begin so are booleans. */
export const boolPrefixes = ['by_', 'has_', 'is_', 'may_', 'needs_', 'should_'] as const
/** Names that are whole numbers, and endings of such names. */
export const intNames = ['id'] as const
export const intSuffixes = ['_count', '_id', '_size', '_size_max', '_size_min', '_timeout'] as const
/** Names whose values are never shown. */
export const secretNames = [
  'api_key',
  'apiKey',
  'auth_data',
  'auth_token',
  'password',
  'password1',
  'password2',
  'secret',
  'secret_key',
  'tls_pem_passphrase',
  'token',
  'xApiKey',
] as const

/** The type a plain name stands for: boolean, then whole number, then secret, else text. Letter case matters. */
export function inferType(name: string): 'bool' | 'int' | 'secret' | 'text' {
  if (boolPrefixes.some((prefix) => name.startsWith(prefix))) return 'bool'
  if ((intNames as readonly string[]).includes(name)) return 'int'
  if (intSuffixes.some((suffix) => name.endsWith(suffix))) return 'int'
  return (secretNames as readonly string[]).includes(name) ? 'secret' : 'text'
}

/** `inferType` for the compiler. */
export type InferType<Name extends string> =
  Name extends `${(typeof boolPrefixes)[number]}${string}`
    ? 'bool'
    : Name extends (typeof intNames)[number] | `${string}${(typeof intSuffixes)[number]}`
      ? 'int'
      : Name extends (typeof secretNames)[number]
        ? 'secret'
        : 'text'
