/** The fields of a channel or connection without what every object has. */
export function objectValues(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    name: _name,
    type: _type,
    isActive: _active,
    description: _about,
    historyKeys: _keys,
    ...values
  } = object
  return values
}
