/** The services that every project has. Ordinary ones: they can be linked to and invoked, and cannot be defined anew. */
export const builtinServices = ['patchbay.echo', 'patchbay.input-logger', 'patchbay.ping'] as const

/** Names that begin so belong to Patchbay. */
export const builtinPrefix = 'patchbay.'
