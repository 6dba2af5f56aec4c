/** What all spans of a process have in common, as OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES say it. Pure. */

type Attributes = Record<string, string | number>

export function resourceAttributes(
  {
    OTEL_SERVICE_NAME: name,
    OTEL_RESOURCE_ATTRIBUTES: list = '',
  }: Readonly<Record<string, string | undefined>>,
  usual: Attributes,
): Attributes {
  const given: Attributes = {}
  for (const pair of list.split(',')) {
    const at = pair.indexOf('=')
    if (at > 0) given[pair.slice(0, at).trim()] = decoded(pair.slice(at + 1).trim())
  }
  return { ...usual, ...given, ...(name ? { 'service.name': name } : {}) }
}

/** Values are percent-encoded; one that is not is taken as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
